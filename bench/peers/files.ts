import { join } from 'node:path';
import type { Builds } from '../builds.ts';
import { checkPassed } from '../evaluated.ts';
import type { Timed } from '../processes.ts';
import { runTimed } from '../processes.ts';
import type { Skip } from '../programs.ts';
import type { Row } from '../table.ts';
import { writeYamlTemplates } from '../template-files.ts';
import type { Templates } from '../templates.ts';
import { TEMPLATES } from '../templates.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { BROKER_EVERY, writePlan } from '../terraform-plan.ts';
import { compareWithPeers } from './compare.ts';
import type { Peer } from './find.ts';
import { CFN_GUARD, CHECKOV, findPeers } from './find.ts';

const RESOURCES = 2_000;
/** How long a folder of templates may take, times cfn-guard. */
const MOST = 1.2;
/** Starting Node.js alone takes longer than cfn-guard does for it. */
const ONE_TEMPLATE: Templates = {
  what: 'one YAML template',
  brokers: 1,
  write: (folder) => writeYamlTemplates(folder, 1, 1),
};
/** What checkov has of the three checks: all but the deployment mode, and for CloudFormation the public access alone. */
const CHECKOV_CHECKS = { terraform_plan: ['CKV_AWS_48', 'CKV_AWS_69'], cloudformation: ['CKV_AWS_69'] };

/** Measures `evaluate` for templates and for a plan, beside programs that check the same brokers. */
export async function measureFilesWithPeers(builds: Builds, skip: Skip): Promise<readonly Row[]> {
  const peers = await findPeers([CFN_GUARD, CHECKOV], skip);
  // Checkov takes long, and as long for each kind of template.
  const quick = peers.filter(({ name }) => name !== CHECKOV);
  return [
    ...(await measureTemplates(builds, quick, ONE_TEMPLATE)),
    ...(await measureTemplates(builds, peers, TEMPLATES.yaml, MOST)),
    ...(await measureTemplates(builds, quick, TEMPLATES.fewBrokers, MOST)),
    ...(await measureTemplates(builds, quick, TEMPLATES.json, MOST)),
    ...(await measurePlan(builds, peers)),
  ];
}

function measureTemplates(builds: Builds, peers: readonly Peer[], templates: Templates, aim?: number) {
  const { what, brokers, write } = templates;
  return inTemporaryFolder((folder) => {
    write(folder);
    return compareWithPeers(builds, peers, {
      what: `Evaluate ${what}`,
      run: async ({ cli }) => checkPassed(await runTimed(process.execPath, [cli, 'evaluate', folder]), brokers),
      peers: {
        [CFN_GUARD]: { run: (program) => runCfnGuard(program, 'template.guard', folder, brokers), aim },
        [CHECKOV]: { run: (program) => runCheckov(program, 'cloudformation', ['-d', folder], brokers), isSlow: true },
      },
    });
  });
}

function measurePlan(builds: Builds, peers: readonly Peer[]) {
  const brokers = RESOURCES / BROKER_EVERY;
  return inTemporaryFolder((folder) => {
    const plan = join(folder, 'plan.json');
    writePlan(plan, RESOURCES);
    return compareWithPeers(builds, peers, {
      what: `Evaluate a plan of ${RESOURCES} resources`,
      run: async ({ cli }) => checkPassed(await runTimed(process.execPath, [cli, 'evaluate', plan]), brokers),
      peers: {
        // All brokers are in one file, for which each rule has one result.
        [CFN_GUARD]: { run: (program) => runCfnGuard(program, 'plan.guard', plan, 1) },
        [CHECKOV]: { run: (program) => runCheckov(program, 'terraform_plan', ['-f', plan], brokers), isSlow: true },
      },
    });
  });
}

/** @throws Error if not all rules pass for so many files */
async function runCfnGuard(program: string, rules: string, data: string, files: number): Promise<Timed> {
  const args = ['validate', '--rules', join(import.meta.dirname, rules), '--data', data, '--show-summary', 'pass'];
  const run = await runTimed(program, args);
  const passed = run.output.match(/\bPASS$/gm)?.length;
  if (passed === 3 * files + files) return run;
  throw new Error(`cfn-guard has ${passed} times PASS:\n${run.output.slice(0, 1000)}`);
}

/** @throws Error if not all of its checks pass for each broker */
async function runCheckov(
  program: string,
  framework: keyof typeof CHECKOV_CHECKS,
  input: readonly string[],
  brokers: number,
): Promise<Timed> {
  const checks = CHECKOV_CHECKS[framework];
  const options = ['--framework', framework, '--check', checks.join(','), '--output', 'json', '--compact', '--quiet'];
  // It would otherwise ask its maker's servers for more rules.
  const run = await runTimed(program, [...input, ...options, '--skip-download']);
  const { passed, failed, parsing_errors } = JSON.parse(run.output).summary;
  if (passed === checks.length * brokers && failed + parsing_errors === 0) return run;
  throw new Error(`Checkov has ${passed} passed, ${failed} failed and ${parsing_errors} parsing errors.`);
}
