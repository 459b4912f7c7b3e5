import { execFileSync } from 'node:child_process';

/** Without the settings of the user, and without a look for newer versions. */
export const TERRAFORM_ENVIRONMENT = {
  PATH: process.env.PATH,
  TF_CLI_CONFIG_FILE: '/dev/null',
  CHECKPOINT_DISABLE: '1',
};

/** Terraform, whose providers are not needed for what is tested, or `undefined`. */
export function findTerraform(): string | undefined {
  try {
    execFileSync('terraform', ['version'], { env: TERRAFORM_ENVIRONMENT, stdio: 'ignore' });
    return 'terraform';
  } catch {
    // Not as an error in CI: Debian has no package of it.
    process.stderr.write('Tests skipped: terraform is not there.\n');
    return undefined;
  }
}
