const { Agent, request } = require('node:http');

const agent = new Agent({ keepAlive: true });

// The minimum of an invocation: one PutEvaluations call as a bare HTTP request, on a connection that is kept alive.
exports.handler = () =>
  new Promise((resolve, reject) => {
    const call = request(process.env.AWS_ENDPOINT_URL, {
      agent,
      method: 'POST',
      headers: { 'x-amz-target': 'StarlingDoveService.PutEvaluations' },
    });
    call.on('error', reject);
    call.on('response', (response) => response.resume().on('end', resolve).on('error', reject));
    call.end('{"Evaluations":[],"ResultToken":"token"}');
  });
