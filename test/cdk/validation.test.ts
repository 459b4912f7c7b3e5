import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { App } from 'aws-cdk-lib';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { buildApp } from '../../cdk/build-app.ts';
import { FEATURE_FLAGS } from '../../cdk/constructs/feature-flags.ts';
import { longest, SHAPE_NAMES, SHAPES, settingsOf, withApp } from '../support/cdk.ts';

// It is off in all other tests, see jest.config.js.
beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});

/** What the CDK has against the templates of an app. @throws Error if that is more than a warning */
function findings(build: (app: App) => void): readonly unknown[] {
  const report = withApp((app) => {
    build(app);
    return JSON.parse(readFileSync(join(app.synth().directory, 'validation-report.json'), 'utf8'));
  }, FEATURE_FLAGS);
  // Not the warnings of this app.
  return report.pluginReports.filter(
    ({ pluginName }: { pluginName: string }) => pluginName !== 'Construct Annotations',
  );
}

describe("the CDK's own validation", () => {
  it.each(SHAPE_NAMES)('finds nothing in the shape %s, with the least settings and with all of them', (shape) => {
    for (const context of [SHAPES[shape], longest(shape)]) {
      expect(findings((app) => buildApp(app, settingsOf(context)))).toEqual([]);
    }
  });

  it('does find what is wrong', () => {
    const build = (app: App) => {
      const properties = { RoleArn: 'arn:aws:iam::111122223333:role/role' };
      new CfnResource(new Stack(app, 'Stack'), 'Function', { type: 'AWS::Lambda::Function', properties });
    };
    expect(() => findings(build)).toThrow('RoleArn');
  });
});
