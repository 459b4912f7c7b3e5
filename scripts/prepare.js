import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// Builds where npm makes the package: for `npm pack`, and of a clone that it makes for `npm install git+https://…`, as
// pre-commit does. With `--global` it installs nothing in the clone that the build needs, since it hands that option on
// to the installation there. JavaScript, as the Node.js of this project may not be there yet.
const { npm_config_global, NPM_CONFIG_GLOBAL, ...env } = process.env;
const run = (command) => execSync(command, { stdio: 'inherit', env });

if (!existsSync('node_modules/esbuild')) {
  run('npm ci --ignore-scripts --include=dev --no-audit --no-fund');
  run('npm rebuild node');
}
run('npm run build');
