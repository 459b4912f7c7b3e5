import { InvalidArgumentError } from 'commander';

/** Parses `--role-name`. */
export function readRoleName(name: string): string {
  if (/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(name)) return name;
  throw new InvalidArgumentError('Expected a role name, such as OrganizationAccountAccessRole, not an ARN.');
}

/** Parses `--external-id`. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function readExternalId(id: string): string {
  if (/^[\w+=,.@:/-]{2,1224}$/.test(id)) return id;
  throw new InvalidArgumentError('Expected 2 to 1224 letters, digits and characters of +=,.@:/-_.');
}
