/** Stands in for rjsf's compiling validator, which only its test helpers use: see electron.vite.config.ts. */
const noCompiler = null;

// oxlint-disable-next-line import/no-default-export -- what it stands in for has one
export default noCompiler;
