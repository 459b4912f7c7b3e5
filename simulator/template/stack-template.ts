import { parse } from 'yaml';
import { refuseUnsupported } from './unsupported.ts';

/** A template of CloudFormation, as far as the simulation knows it. */
export interface StackTemplate {
  readonly Description?: string;
  readonly Parameters?: Readonly<
    Record<
      string,
      {
        readonly Type?: string;
        readonly Description?: string;
        readonly Default?: unknown;
        readonly AllowedPattern?: string;
      }
    >
  >;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, ResourceTemplate>>;
  readonly Outputs?: Readonly<
    Record<
      string,
      { readonly Value: unknown; readonly Description?: string; readonly Export?: { readonly Name: unknown } }
    >
  >;
}

export interface ResourceTemplate {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

const SECTIONS = ['Description', 'Parameters', 'Rules', 'Mappings', 'Conditions', 'Resources', 'Outputs'];
const PARAMETER_ATTRIBUTES = ['Type', 'Description', 'Default', 'AllowedPattern'];

/** @param body JSON or YAML @throws Error if it is no template */
export function parseTemplate(body: string): StackTemplate {
  const template = body.trimStart().startsWith('{') ? JSON.parse(body) : parse(body);
  if (Object.keys(template?.Resources ?? {}).length > 0) return template;
  throw new Error('Template format error: At least one Resources member must be defined.');
}

/**
 * Refuses a template with another section, or values that do not fit its parameters.
 * @throws UnsupportedTemplateError for what the simulation does not know, Error for what CloudFormation refuses
 */
export function checkTemplate(template: StackTemplate, given: Readonly<Record<string, unknown>>): void {
  refuseUnsupported(Object.keys(template), SECTIONS, 'section');
  const { Parameters = {} } = template;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(Parameters, name));
  if (unknown !== undefined) throw new Error(`Parameters: [${unknown}] do not exist in the template`);
  for (const [name, { AllowedPattern = '.*', ...parameter }] of Object.entries(Parameters)) {
    refuseUnsupported(Object.keys(parameter), PARAMETER_ATTRIBUTES, 'attribute');
    const value = given[name] ?? parameter.Default;
    if (value === undefined) throw new Error(`Parameters: [${name}] must have values`);
    if (!new RegExp(`^(?:${AllowedPattern})$`, 's').test(String(value))) {
      throw new Error(`Parameter ${name} failed to satisfy constraint: it must match pattern ${AllowedPattern}`);
    }
  }
}
