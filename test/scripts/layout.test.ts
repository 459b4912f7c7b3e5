import { findStrayImports } from '../../scripts/layout.ts';

describe('an import', () => {
  it.each([
    ['of the checks in the function', 'lambda/change.ts', '../checks/broker.ts'],
    ['of a file beside it', 'checks/evaluation.ts', './broker.ts'],
    ['of a folder in its own', 'cli/sources/recognise.ts', './terraform/terraform.ts'],
    ['of a layer below', 'cli/report/formats/csv.ts', '../../text/printable.ts'],
    ['of the version', 'cli/index.ts', '../package.json'],
    ['of the settings in preflight', 'cli/organization/context.ts', '../../cdk/settings/settings.ts'],
    ['of anything in tests', 'test/cli/support.ts', '../../lambda/handler.ts'],
  ])('%s is in order', (_, path, specifier) => {
    expect(findStrayImports(new Map([[path, `import { x } from '${specifier}';`]]))).toEqual([]);
  });

  it.each([
    ['of the function in the command line', 'cli/scan/region.ts', '../../lambda/aws.ts', 'lambda/aws.ts'],
    ['of the command line in the checks', 'checks/broker.ts', '../cli/text/count.ts', 'cli/text/count.ts'],
    ['of a layer above', 'cli/sources/reading.ts', '../report/results.ts', 'cli/report/results.ts'],
    ['of what a command calls in the program itself', 'cli/command-line.ts', './plan/plan.ts', 'cli/plan/plan.ts'],
    ['of any other folder in one without a name', 'cli/other/x.ts', '../plan/plan.ts', 'cli/plan/plan.ts'],
    ['of a command', 'cli/report/results.ts', '../commands/scan.ts', 'cli/commands/scan.ts'],
    ['of the deployment in the function', 'lambda/handler.ts', '../cdk/settings/names.ts', 'cdk/settings/names.ts'],
    [
      'of the settings in another command',
      'cli/plan/plan.ts',
      '../../cdk/settings/settings.ts',
      'cdk/settings/settings.ts',
    ],
    ['of the demonstration in the simulation', 'simulator/aws/iam.ts', '../../demo/run.ts', 'demo/run.ts'],
    ['of a test', 'simulator/aws/iam.ts', '../../test/support/cdk.ts', 'test/support/cdk.ts'],
  ])('%s is not', (_, path, specifier, target) => {
    for (const text of [
      `import { x } from '${specifier}';`,
      `await import('${specifier}')`,
      `import '${specifier}';`,
    ]) {
      expect(findStrayImports(new Map([[path, text]]))).toEqual([
        expect.stringContaining(`${path} imports ${target}, but `),
      ]);
    }
  });
});
