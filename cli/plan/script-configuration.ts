import { quote } from 'shlex';
import { descriptionOf, hasOwnConfiguration, limitLines } from './limits-configuration.ts';
import type { Replacement } from './replacement.ts';
import { shellCommand, shellJson } from './shell.ts';

/** Commands that create a configuration and leave its ID and revision in variables. */
export function scriptConfiguration(replacement: Replacement): readonly string[] {
  if (!hasOwnConfiguration(replacement)) return [];
  const { engineVersion, limits, tags } = replacement;
  const create = shellCommand('aws mq create-configuration', [
    '--name "$name"',
    '--engine-type RABBITMQ',
    `--engine-version ${quote(engineVersion)}`,
    ...(tags.size > 0 ? [`--tags ${shellJson(Object.fromEntries(tags))}`] : []),
    '--query Id',
    '--output text',
  ]);
  const update = shellCommand('aws mq update-configuration', [
    '--configuration-id "$configuration_id"',
    `--description ${quote(descriptionOf(replacement))}`,
    `--data "$(printf '%s\\n' ${limitLines(limits).map(quote).join(' ')} | base64 | tr -d '\\n')"`,
    '--query LatestRevision.Revision',
    '--output text',
  ]);
  return [`configuration_id=$(${create})\nconfiguration_revision=$(${update})`];
}

/** The words of `aws mq create-broker`, for a configuration of the plan or one that exists. */
export function scriptReference(replacement: Replacement): readonly string[] {
  if (hasOwnConfiguration(replacement))
    return ['--configuration "Id=$configuration_id,Revision=$configuration_revision"'];
  const { configuration } = replacement;
  if (!configuration) return [];
  return [`--configuration ${shellJson({ Id: configuration.id, Revision: configuration.revision })}`];
}
