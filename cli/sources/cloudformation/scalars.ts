/** A scalar without quotes whose type in CloudFormation is not certain. */
export interface Unclear {
  readonly [UNCLEAR]: string;
}

const UNCLEAR = Symbol('unclear');

const TRUE = /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/;
const NULL = /^(?:|~|null|Null|NULL)$/;
const INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

// What YAML 1.1 reads as numbers in other notations (https://yaml.org/type/), as dates, and as booleans of one letter,
// which few parsers support. `1.10` might become `1.1`, `010` might become `8`, and `12:30` might become `750`.
const ELSE = [
  /^[yn]$/i,
  /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[-+]?\d+)?$/i,
  /^[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?$/,
  /^[-+]?0[xob][\da-f_]+$/i,
  /^[-+]?\.(?:inf|nan)$/i,
  /^\d{4}-\d/,
];

/**
 * Reads a scalar without quotes. CloudFormation reads YAML 1.1, in which `yes` and `off` are booleans:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html,
 * https://github.com/aws/aws-cli/pull/5257
 */
export function readPlainScalar(source: string): null | boolean | number | string | Unclear {
  if (NULL.test(source)) return null;
  if (TRUE.test(source)) return true;
  if (FALSE.test(source)) return false;
  if (INTEGER.test(source)) return Number(source);
  return ELSE.some((notation) => notation.test(source)) ? unclear(source) : source;
}

export function unclear(source: string): Unclear {
  return { [UNCLEAR]: source };
}

/** The text of an unclear scalar, or `undefined` for anything else. */
export function unclearText(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && UNCLEAR in value ? String(value[UNCLEAR]) : undefined;
}
