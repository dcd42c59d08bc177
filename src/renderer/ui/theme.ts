import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import controls from './controls.module.css';

const accent: MantineColorsTuple = [
  '#eef2ff',
  '#dbe4ff',
  '#bac8ff',
  '#91a7ff',
  '#748ffc',
  '#5c7cfa',
  '#4263eb',
  '#3b5bdb',
  '#364fc7',
  '#2b3fa3',
];

/** Mantine as this window wants it: sizes and colours come from tokens.css, so that there is one place to change them. */
export const theme = createTheme({
  fontFamily: 'var(--cs-font)',
  fontFamilyMonospace: 'var(--cs-font-mono)',
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { accent },
  fontSizes: { xs: '11px', sm: '13px', md: '13px', lg: '15px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  focusRing: 'never',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: 'sm', variant: 'filled' },
      classNames: { root: controls.button, label: controls.buttonLabel },
    },
    Textarea: { classNames: { input: controls.input, error: controls.error, label: controls.label } },
    NativeSelect: { classNames: { input: controls.input, error: controls.error, label: controls.label } },
    TextInput: { classNames: { input: controls.input, error: controls.error, label: controls.label } },
    Checkbox: { defaultProps: { radius: 4 }, classNames: { input: controls.check } },
    Radio: { classNames: { radio: controls.check } },
    Switch: { classNames: { track: controls.switch } },
    Tabs: { classNames: { list: controls.tabs, tab: controls.tab } },
    SegmentedControl: {
      defaultProps: { size: 'xs', transitionDuration: 120 },
      classNames: {
        root: controls.segments,
        indicator: controls.segmentsIndicator,
        label: controls.segmentsLabel,
      },
    },
  },
});

export const cssVariables: CSSVariablesResolver = () => {
  const bound = {
    '--mantine-color-body': 'var(--cs-surface)',
    '--mantine-color-text': 'var(--cs-text)',
    '--mantine-color-dimmed': 'var(--cs-text-2)',
    '--mantine-color-placeholder': 'var(--cs-text-3)',
    '--mantine-color-default': 'var(--cs-surface)',
    '--mantine-color-default-hover': 'var(--cs-surface-hover)',
    '--mantine-color-default-color': 'var(--cs-text)',
    '--mantine-color-default-border': 'var(--cs-line-control)',
    '--mantine-color-error': 'var(--cs-danger-text)',
    '--mantine-color-accent-filled': 'var(--cs-accent)',
    '--mantine-color-accent-filled-hover': 'var(--cs-accent-hover)',
    '--mantine-primary-color-filled': 'var(--cs-accent)',
    '--mantine-primary-color-filled-hover': 'var(--cs-accent-hover)',
    '--mantine-primary-color-contrast': 'var(--cs-on-accent)',
    '--mantine-color-disabled': 'var(--cs-surface-hover)',
    '--mantine-color-disabled-color': 'var(--cs-text-disabled)',
    '--mantine-color-disabled-border': 'var(--cs-line)',
  };
  return { variables: {}, light: bound, dark: bound };
};
