import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

// Not among the dependencies: it has 175 packages of its own, and nothing else needs them.
const STRYKER = ['@stryker-mutator/core@10.0.0', '@stryker-mutator/jest-runner@10.0.0'];

/** The percentage of mutants that the tests must find. */
const LEAST_SCORE = 95;

/** What is mutated together, and the tests that must notice it, as glob patterns. */
interface Area {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/**
 * Jest loads all tests of an area for each mutant, so they are few: none that starts processes, or loads the CDK or the
 * AWS SDK without need. Stryker leaves out what is `as const`.
 */
const AREAS: Readonly<Record<string, Area>> = {
  checks: {
    mutate: ['checks/*.ts', '!checks/metrics.ts'],
    tests: ['test/checks/*.test.ts', 'test/lambda/event.test.ts'],
  },
  lambda: {
    mutate: [
      'lambda/*.ts',
      '!lambda/{index,index-inline,index-inline-all,telemetry,telemetry-inline}.ts',
      'lambda/aws/{call,whole-answers}.ts',
    ],
    tests: ['test/lambda/{call,change,deadline,event,handler,report,resource-id,sweep,whole-answers}.test.ts'],
  },
  // Not prime.ts: without it, the function is slower and nothing else.
  'lambda-aws': { mutate: ['lambda/aws/{account,connect}.ts'], tests: ['test/lambda/aws.test.ts'] },
  readers: {
    mutate: ['cli/sources/*.ts', 'cli/sources/input/*.ts'],
    tests: [
      'test/cli/sources/{bad-input,examples,folders,folders-skipped,forms,from-cloud-control,incomplete}.test.ts',
      'test/cli/sources/{newest-only,recognise,recognise-property,skipped,input/*}.test.ts',
    ],
  },
  cloudformation: {
    mutate: ['cli/sources/cloudformation/*.ts'],
    tests: [
      'test/cli/sources/{forms,incomplete}.test.ts',
      'test/cli/sources/cloudformation/!(exhaustion|examples|property).test.ts',
    ],
  },
  terraform: {
    mutate: ['cli/sources/terraform/*.ts'],
    tests: ['test/cli/sources/{forms,incomplete}.test.ts', 'test/cli/sources/terraform/!(property).test.ts'],
  },
  settings: {
    mutate: ['cdk/settings/*.ts'],
    tests: ['test/cdk/settings*.test.ts'],
  },
  pack: { mutate: ['conformance-pack/*.ts'], tests: ['test/conformance-pack/*.test.ts'] },
};

/** Runs Stryker, which prints the mutants that survive and the score of each file. @returns its exit status */
function mutate({ mutate, tests }: Area, folder: string): number | null {
  const path = join(folder, 'stryker.json');
  const config = {
    mutate,
    testRunner: 'jest',
    jest: {
      configFile: 'jest.config.js',
      config: { testMatch: tests.map((pattern) => `<rootDir>/${pattern}`) },
      enableFindRelatedTests: false,
    },
    // Stryker would read it with an API that TypeScript 7 does not have.
    tsconfigFile: 'none',
    ignorePatterns: ['.venv', 'cdk.out'],
    tempDirName: join(folder, 'sandbox'),
    concurrency: 2,
    // A mutant whose tests take too long counts as noticed. On a busy machine, all would.
    timeoutMS: 30_000,
    reporters: ['clear-text', 'progress'],
    warnings: { slow: false },
    clearTextReporter: { logTests: false, reportTests: false },
    thresholds: { high: LEAST_SCORE, low: LEAST_SCORE, break: LEAST_SCORE },
  };
  writeFileSync(path, JSON.stringify(config));
  const packages = STRYKER.flatMap((name) => ['--package', name]);
  return spawnSync('npx', ['--yes', ...packages, 'stryker', 'run', path], { stdio: 'inherit' }).status;
}

// Changes the code in many small ways, one at a time, and prints which changes no test notices: of the areas that the
// arguments name, or of all.
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(AREAS);
const areas = names.map((name) => {
  const area = AREAS[name];
  if (area === undefined) throw new Error(`There is no area "${name}". Areas: ${Object.keys(AREAS).join(', ')}.`);
  return area;
});
const folder = mkdtempSync(join(tmpdir(), 'mutate-'));
try {
  if (areas.map((area) => mutate(area, folder)).some((status) => status !== 0)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
