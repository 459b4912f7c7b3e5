import { refuseUnsupported } from '../template/unsupported.ts';

/** A template of CloudFormation, as far as the simulation knows it. */
export interface StackTemplate {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown; readonly AllowedPattern?: string }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Resources: Readonly<Record<string, ResourceTemplate>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

interface ResourceTemplate {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DependsOn?: string | readonly string[];
}

const SECTIONS = ['Description', 'Parameters', 'Rules', 'Mappings', 'Resources', 'Outputs'];
const PARAMETER_ATTRIBUTES = ['Type', 'Description', 'Default', 'AllowedPattern'];

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
