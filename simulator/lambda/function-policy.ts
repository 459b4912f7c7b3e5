import type { AwsState, LambdaFunction } from '../aws/aws-state.ts';
import type { PolicyDocument, Statement } from '../aws/iam.ts';
import { list, refuseUnsupportedPolicy } from '../aws/iam.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

type Properties = Readonly<Record<string, unknown>>;

const VERSION = '2012-10-17';

/**
 * Adds a statement to the policy of a function, which lets a service invoke it.
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 * @param id of the statement
 * @throws RangeError if there is no such function, UnsupportedTemplateError for any other permission
 */
export function addPermission(state: AwsState, id: string, properties: Properties): void {
  const { FunctionName, Action, Principal, SourceAccount, SourceArn } = properties;
  if (Action !== 'lambda:InvokeFunction') throw new UnsupportedTemplateError(`a permission for ${Action}`);
  const lambda = functionOf(state, FunctionName);
  const statement: Statement = {
    Sid: id,
    Effect: 'Allow',
    Principal: { Service: String(Principal) },
    Action,
    Resource: lambda.arn,
    Condition: {
      ...(SourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': String(SourceAccount) } }),
      ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': String(SourceArn) } }),
    },
  };
  lambda.policy = { Version: VERSION, Statement: [...(lambda.policy?.Statement ?? []), statement] };
}

/** Takes a permission back by the id of its statement. One that is gone, or whose function is, was taken back before. */
export function removePermission({ functions }: AwsState, id: string, { FunctionName }: Properties): void {
  const lambda = functions.get(String(FunctionName));
  if (!lambda?.policy) return;
  const others = lambda.policy.Statement.filter(({ Sid }) => Sid !== id);
  lambda.policy = others.length === 0 ? undefined : { ...lambda.policy, Statement: others };
}

/**
 * Gives a function the policy of an `AWS::Lambda::ResourcePolicy`. CloudFormation does not create one over a policy that
 * is there, as those that measured it with AWS report; an update replaces the whole policy, permissions included.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-resourcepolicy.html
 * @throws RangeError if there is no such function, Error if a new one finds a policy, UnsupportedTemplateError for what
 *   the simulation does not know
 */
export function putResourcePolicy(state: AwsState, properties: Properties, { isNew }: { isNew: boolean }): void {
  const lambda = functionOf(state, properties.ResourceArn);
  const policy = properties.PolicyDocument as PolicyDocument;
  refuseUnsupportedPolicy(policy);
  for (const statement of policy.Statement) refuseUnsupportedStatement(statement, lambda);
  if (isNew && lambda.policy) {
    throw new Error(
      `Resource of type 'AWS::Lambda::ResourcePolicy' with identifier '${lambda.arn}' already exists. (HandlerErrorCode: AlreadyExists)`,
    );
  }
  lambda.policy = policy;
}

/** Takes the whole policy away, whoever added its statements. One of a function that is gone is gone, too. */
export function deleteResourcePolicy({ functions }: AwsState, arn: string): void {
  const lambda = functions.get(arn);
  if (lambda) lambda.policy = undefined;
}

function functionOf({ functions }: AwsState, arn: unknown): LambdaFunction {
  const lambda = functions.get(String(arn));
  if (!lambda) throw new RangeError(`Function not found: ${arn}`);
  return lambda;
}

/** Lambda refuses a policy that lets anybody call; services are all that invoke functions here. */
function refuseUnsupportedStatement({ Principal, Action, Resource }: Statement, { arn }: LambdaFunction): void {
  if (Principal === undefined || Principal === '*' || Principal.AWS !== undefined) {
    throw new UnsupportedTemplateError('a policy of a function for anybody but a service');
  }
  if (list(Action).some((action) => action !== 'lambda:InvokeFunction')) {
    throw new UnsupportedTemplateError(`a policy of a function for ${list(Action).join(', ')}`);
  }
  if (list(Resource).join() !== arn) throw new UnsupportedTemplateError(`a policy of ${arn} about ${Resource}`);
}
