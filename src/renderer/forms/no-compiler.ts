/** Stands in for rjsf's compiling validator, which only its test helpers use: see electron.vite.config.ts. */
const noCompiler = null;

export default noCompiler;
