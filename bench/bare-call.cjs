const { Agent, request } = require('node:http');

const agent = new Agent({ keepAlive: true });

// The minimum of an invocation: one PutEvaluations call as a bare HTTP request, on a connection that is kept alive.
exports.handler = () =>
  new Promise((resolve, reject) => {
    const call = request(process.env.AWS_ENDPOINT_URL, {
      agent,
      method: 'POST',
      headers: {
        // The endpoints take the service from the signature, and do not verify it.
        authorization: 'AWS4-HMAC-SHA256 Credential=OWN/20260131/eu-west-1/config/aws4_request',
        'x-amz-target': 'StarlingDoveService.PutEvaluations',
      },
    });
    call.on('error', reject);
    call.on('response', (response) => response.resume().on('end', resolve).on('error', reject));
    call.end('{"Evaluations":[],"ResultToken":"token"}');
  });
