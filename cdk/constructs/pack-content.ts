import type { Settings } from '../settings/settings.ts';
import { remediatedPack } from './remediated-pack.ts';

/**
 * The properties that the packs of an account and of an organization share.
 * @param roleArn the ARN of the role that turns on general logging, if the settings enable remediation
 */
export function packContent(settings: Settings, functionArn: string, roleArn: string) {
  return {
    templateBody: remediatedPack(settings, roleArn),
    conformancePackInputParameters: [
      { parameterName: 'EvaluatorFunctionArn', parameterValue: functionArn },
      { parameterName: 'Frequency', parameterValue: settings.frequency },
    ],
  };
}
