import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsState, DELEGATIONS } from '../../simulator/aws/aws-state.ts';
import type { Context, Shape } from '../support/cdk.ts';
import {
  ADMINISTRATOR_ACCOUNT,
  longest,
  MANAGEMENT_ACCOUNT,
  ORGANIZATION_ID,
  REGIONS,
  ROOT,
  SHAPE_NAMES,
  UNIT,
} from '../support/cdk.ts';
import { synthesizeAssembly } from '../support/synthesize.ts';
import { deployAssembly } from './deploy-assembly.ts';
import { problemsOf } from './support.ts';

const MEMBER_ACCOUNT = '777788889999';
const MEMBER = { organizationId: ORGANIZATION_ID, units: [UNIT, ROOT], recorders: REGIONS };
const ACCOUNTS = [
  { ...MEMBER, id: MANAGEMENT_ACCOUNT, units: [ROOT], isManagement: true },
  { ...MEMBER, id: ADMINISTRATOR_ACCOUNT, delegations: DELEGATIONS },
  { ...MEMBER, id: MEMBER_ACCOUNT },
];

const DEPLOYERS: Readonly<Record<Shape, string>> = {
  organization: MANAGEMENT_ACCOUNT,
  delegated: ADMINISTRATOR_ACCOUNT,
  covered: ADMINISTRATOR_ACCOUNT,
  'account-packs': MANAGEMENT_ACCOUNT,
  'stack-set': MANAGEMENT_ACCOUNT,
  account: MEMBER_ACCOUNT,
  'management-account': MANAGEMENT_ACCOUNT,
};

/** How many roles each shape makes in {@link ACCOUNTS}. */
const ROLES: Readonly<Record<Shape, number>> = {
  organization: 14,
  delegated: 11,
  covered: 5,
  'account-packs': 8,
  'stack-set': 13,
  account: 2,
  'management-account': 3,
};

/** The problems of a deployment, and how many roles it made. */
function deploy(shape: Shape, settings: Context): readonly [Readonly<Record<string, string>>, number] {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
  try {
    const assembly = synthesizeAssembly(settings, join(folder, 'cdk.out'));
    const options = { accountId: DEPLOYERS[shape], defaultRegion: REGIONS[0] };
    const state = createAwsState(ACCOUNTS, { codeFolder: folder });
    return [problemsOf(deployAssembly(state, assembly, options)), state.roles.size];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(SHAPE_NAMES)('The shape %s with as much in it as there can be', (shape) => {
  const { permissionsBoundary, ...others } = longest(shape);
  const settings = { ...others, ...(shape === 'account' ? {} : { failureTolerancePercentage: 0 }) };

  test('is deployed', () => {
    expect(deploy(shape, settings)).toEqual([{}, ROLES[shape]]);
  });

  test('is refused with a boundary, which the simulation does not evaluate', () => {
    const [problems, roles] = deploy(shape, { ...settings, permissionsBoundary });
    expect(Object.values(problems)[0]).toContain('does not support the property PermissionsBoundary of AWS::IAM::Role');
    expect(roles).toBe(0);
  });
});
