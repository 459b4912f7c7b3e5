import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { MAX_EXEMPTION_DAYS } from '../../checks/exemption.ts';
import { schemaUrl } from '../../checks/guide.ts';
import type { Parameter } from '../../checks/parameters.ts';
import { expected, VERSION_PATTERN } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import { CHECK_GROUPS } from '../../checks/rule-parameters.ts';
import { FORMATS } from '../report/formats/index.ts';
import { PARAMETERIZED } from './check-parameters.ts';

type Type = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

/** The keywords of JSON Schema that are used here: https://json-schema.org/draft-07/json-schema-validation */
export interface Schema {
  /** What is expected, so that it completes the sentence "Expected …". */
  readonly title: string;
  readonly description?: string;
  readonly type: readonly Type[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Only for texts. */
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

/** A file with values for parameters. */
export interface ParameterFile {
  readonly path: string;
  /** The environment in a `samconfig.toml`. */
  readonly environment?: string;
}

/** Where values for parameters come from. */
export interface GivenValues {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly parameterFiles?: readonly (string | ParameterFile)[];
}

/** The content of a configuration file, if it matches {@link SCHEMA}. */
export interface ConfigurationFile extends GivenValues {
  readonly exclude?: readonly string[];
  /** By globs of templates. */
  readonly files?: Readonly<Record<string, GivenValues>>;
  readonly exemptions?: string;
  readonly maxExemptionDays?: number;
  readonly metadataExemptions?: boolean;
  readonly checks?: readonly string[];
  /** By the IDs of checks and the names of their parameters. */
  readonly checkParameters?: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly failOn?: string;
  /** Each is `format` or `format=file`. */
  readonly formats?: readonly string[];
}

const NOT_BLANK = '\\S';

const VALUES: Readonly<Record<keyof GivenValues, Schema>> = {
  parameters: {
    title: 'an object of values by the names of parameters',
    description: 'Values for the parameters of CloudFormation templates and the variables of Terraform configuration.',
    type: ['object'],
    additionalProperties: { title: 'a text, a number or a boolean', type: ['string', 'number', 'boolean'] },
  },
  parameterFiles: {
    title: 'a list of files',
    description:
      'Files with values for parameters: those of the AWS CLI, of CodePipeline, samconfig.toml, and .tfvars. "parameters" wins.',
    type: ['array'],
    items: {
      title: 'a path, or an object with path and environment',
      type: ['string', 'object'],
      pattern: NOT_BLANK,
      properties: {
        path: { title: 'a path', type: ['string'], pattern: NOT_BLANK },
        environment: {
          title: 'the name of an environment',
          description: 'The environment in samconfig.toml. By default "default".',
          type: ['string'],
          pattern: NOT_BLANK,
        },
      },
      required: ['path'],
      additionalProperties: false,
    },
  },
};

/** Values are texts, as AWS Config has them. A number may be one too, but not a version: 4.10 would become 4.1. */
function ofParameter(parameter: Parameter): Schema {
  const { description } = parameter;
  switch (parameter.type) {
    case 'integer': {
      const { minimum, maximum } = parameter;
      return {
        title: expected(parameter),
        description,
        type: ['integer', 'string'],
        minimum,
        maximum,
        pattern: '^\\d{1,9}$',
      };
    }
    case 'version':
      return {
        title: `a version in quotes, such as "${parameter.example}"`,
        description,
        type: ['string'],
        pattern: VERSION_PATTERN,
      };
    case 'list':
      // No pattern: one for the whole list can take exponential time. Whoever reads the file checks each element.
      return { title: expected(parameter), description, type: ['string'] };
  }
}

function mapValues<A, B>(object: Readonly<Record<string, A>>, map: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}

/** What a configuration file may contain. Its JSON Schema is published for editors. */
export const SCHEMA: Schema = {
  title: 'an object of settings',
  type: ['object', 'null'],
  properties: {
    exclude: {
      title: 'a list of globs',
      description: 'Files and folders to leave out, with the globs of .gitignore.',
      type: ['array'],
      items: { title: 'a glob', type: ['string'], pattern: NOT_BLANK },
    },
    ...VALUES,
    files: {
      title: 'an object of settings by globs',
      description:
        'Values for the parameters of some templates or .tf files only, by globs as in .gitignore. The last match wins.',
      type: ['object'],
      additionalProperties: {
        title: 'an object with parameters and parameterFiles',
        type: ['object'],
        properties: VALUES,
        additionalProperties: false,
      },
    },
    exemptions: {
      title: 'the path of an exemption file',
      description: 'The file with the exemptions.',
      type: ['string'],
      pattern: NOT_BLANK,
    },
    maxExemptionDays: {
      title: `a number of days from 1 to ${MAX_EXEMPTION_DAYS}`,
      description: 'How many days ahead an exemption may end.',
      type: ['integer'],
      minimum: 1,
      maximum: MAX_EXEMPTION_DAYS,
    },
    metadataExemptions: {
      title: 'true or false',
      description: 'Whether templates may exempt their own brokers. By default they may.',
      type: ['boolean'],
    },
    checks: {
      title: 'a list of IDs and groups of checks, such as [default, rabbitmq-tags]',
      description:
        'Only these checks are evaluated. The groups "default" and "all" stand for several. By default "default".',
      type: ['array'],
      items: {
        title: 'the ID of a check, or a group',
        type: ['string'],
        enum: [...CHECK_GROUPS, ...[...CHECKS, ...CHANGE_CHECKS].map(({ id }) => id)],
      },
      minItems: 1,
    },
    checkParameters: {
      title: 'an object of parameters by the IDs of checks',
      description: 'Values for the parameters of checks. They do not select a check: "checks" does.',
      type: ['object'],
      properties: Object.fromEntries(
        PARAMETERIZED.map(({ id, parameters }) => [
          id,
          {
            title: `an object with ${Object.keys(parameters).join(', ')}`,
            type: ['object'],
            properties: mapValues(parameters, ofParameter),
            additionalProperties: false,
          },
        ]),
      ),
      additionalProperties: false,
    },
    failOn: {
      title: 'a severity, or none',
      description: 'The lowest severity whose fail and unknown results count for the exit status.',
      type: ['string'],
      enum: ['low', 'medium', 'high', 'none'],
    },
    formats: {
      title: 'a list of formats',
      description: 'The reports, each as "format" for standard output or as "format=file".',
      type: ['array'],
      items: {
        title: `a format, or format=file. The formats are ${Object.keys(FORMATS).join(', ')}`,
        type: ['string'],
        pattern: `^(${Object.keys(FORMATS).join('|')})(=.+)?$`,
      },
      minItems: 1,
    },
  },
  additionalProperties: false,
};

/** The URL of the published schema. */
export const SCHEMA_URL = schemaUrl('rabbitmq-conformance');

/** The schema as it is published. */
export function renderSchema(): string {
  const document = { $schema: 'http://json-schema.org/draft-07/schema#', $id: SCHEMA_URL, ...SCHEMA };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
