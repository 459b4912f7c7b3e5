import { schemaUrl } from '../checks/guide.ts';
import { EXEMPTIBLE_CHECKS, MAX_REASON, MAX_TICKET, PATTERNS } from '../checks/read-exemption.ts';

const TEXT = { type: 'string', pattern: PATTERNS.text } as const;

const ID = 'b-[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}';

/**
 * The JSON Schema of exemption files, for editors. It cannot say all that the reader asks for: how far ahead `until` may be,
 * which patterns are too wide, and whether an ARN is in the accounts and regions.
 */
export function renderExemptionSchema(): string {
  const schema = {
    // What the YAML extension of VS Code and other editors know best.
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: schemaUrl('exemptions'),
    title: 'Exemptions of rabbitmq-conformance',
    description: 'Failures that are accepted until a day. docs/exemptions.md explains them.',
    type: ['array', 'null'],
    items: {
      description: 'Accepts failures of a broker until a day.',
      type: 'object',
      additionalProperties: false,
      required: ['checks', 'reason', 'until'],
      oneOf: [{ required: ['broker'] }, { required: ['address'] }],
      dependencies: { source: ['address'] },
      properties: {
        broker: {
          description: 'The ID, ARN or name of a broker, with * for any characters in an ARN or a name.',
          type: 'string',
          pattern: `^(${ID}|(?![Bb]-[0-9A-Fa-f]{8})${PATTERNS.name}|${PATTERNS.arn})$`,
        },
        address: {
          description: 'The address in a template or plan, with * for any characters.',
          type: 'string',
          pattern: '\\S',
        },
        source: {
          description:
            'The file that has the address: its path from the folder of this file, with *. By default any file.',
          ...TEXT,
          allOf: [{ pattern: PATTERNS.source }],
        },
        accounts: {
          description: 'Account IDs, in quotes. By default any account.',
          ...listOf({ type: 'string', pattern: PATTERNS.account }),
        },
        regions: {
          description: 'Regions. By default any region.',
          ...listOf({ type: 'string', pattern: PATTERNS.region }),
        },
        checks: { description: 'The IDs of the checks.', ...listOf({ enum: EXEMPTIBLE_CHECKS }) },
        reason: { description: 'Why the failures are accepted, as a sentence.', ...TEXT, maxLength: MAX_REASON },
        until: {
          description:
            'The last day, in UTC, such as 2027-03-31. It is at most a year ahead, or what maxExemptionDays says.',
          type: 'string',
          format: 'date',
          pattern: PATTERNS.date,
        },
        ticket: { description: 'Where it was decided.', ...TEXT, maxLength: MAX_TICKET },
      },
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function listOf(items: object) {
  return { type: 'array', minItems: 1, uniqueItems: true, items };
}
