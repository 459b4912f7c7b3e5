import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// Builds the package for `npm pack`, and in the clone that npm makes for `npm install git+https://…`, as pre-commit
// does. With `--global`, npm also passes that option to the installation in the clone, which then lacks what the build
// needs. This is JavaScript because the Node.js version of this project may not be installed yet.
const { npm_config_global, NPM_CONFIG_GLOBAL, ...env } = process.env;
const run = (command) => execSync(command, { stdio: 'inherit', env });

if (!existsSync('node_modules/esbuild')) {
  run('npm ci --ignore-scripts --include=dev --no-audit --no-fund');
  run('npm rebuild node');
}
run('npm run build');
