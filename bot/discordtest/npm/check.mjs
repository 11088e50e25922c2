// Checks the program with discord-interactions, another library: both must agree on which
// requests are from Discord, and the responses must match the library's constants.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import {
  InteractionResponseFlags, InteractionResponseType, InteractionType, verifyKey, verifyKeyMiddleware,
} from 'discord-interactions';

const { APPLICATION_COMMAND, APPLICATION_COMMAND_AUTOCOMPLETE, MESSAGE_COMPONENT, PING } = InteractionType;
const here = (path) => new URL(path, import.meta.url);

const servers = [];
after(() => servers.forEach((server) => { server.closeAllConnections(); server.close(); }));

// serve starts a server on a free port and returns its address.
async function serve(listener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${server.address().port}`;
}

async function post(address, { body, timestamp, signature }) {
  const response = await fetch(address, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(10_000),
    headers: {
      'Content-Type': 'application/json', 'X-Signature-Timestamp': timestamp, 'X-Signature-Ed25519': signature,
    },
  });
  const text = await response.text();
  return { status: response.status, json: response.ok ? JSON.parse(text) : undefined };
}

test('the library accepts what the Go tests sign', async () => {
  const { public_key: publicKey, requests } = JSON.parse(readFileSync(here('../testdata/signed.json')));
  assert.ok(requests.length > 0);
  const middleware = verifyKeyMiddleware(publicKey);
  const app = await serve((req, res) => {
    req.header = (name) => req.headers[name.toLowerCase()]; // as in Express, which the library is made for
    middleware(req, res, () => {
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify({ type: InteractionResponseType.CHANNEL_MESSAGE_WITH_SOURCE, data: { content: 'x' } }));
    });
  });
  for (const request of requests) {
    const { body, timestamp, signature } = request;
    assert.equal(await verifyKey(body, signature, timestamp, publicKey), true, body);
    assert.equal(await verifyKey(`${body} `, signature, timestamp, publicKey), false, body);
    assert.equal(await verifyKey(body, signature, `${timestamp}0`, publicKey), false, body);
    const isPing = JSON.parse(body).type === PING;
    const { status, json } = await post(app, request);
    assert.equal(status, 200, body);
    assert.equal(json.type, isPing ? InteractionResponseType.PONG : InteractionResponseType.CHANNEL_MESSAGE_WITH_SOURCE);
    assert.equal((await post(app, { ...request, body: `${body} ` })).status, 401, body);
  }
});

// The following tests run the program with a fake Discord of this script.
const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
const application = '1100000000000000001';
const admin = '501000000000000001';
let endpoint;
let program;
let edited; // resolves with the path and the body of the first edit of a message

const now = () => Math.floor(Date.now() / 1000);

// signed returns a request as Discord makes it.
function signed(event, timestamp = String(now())) {
  const body = JSON.stringify(event);
  return { body, timestamp, signature: sign(null, Buffer.from(timestamp + body), keys.privateKey).toString('hex') };
}

let lastId = 1300000000000000000n;

function interaction(type, data, more = {}) {
  lastId += 1n;
  return {
    id: String(lastId), application_id: application, type, token: `token-${lastId}`, version: 1,
    channel_id: '1400000000000000001', locale: 'en-US', user: { id: admin, username: 'somebody' }, data, ...more,
  };
}

const ask = (question) => interaction(APPLICATION_COMMAND, {
  id: '1', name: 'ask', type: 1, options: [{ type: 3, name: 'question', value: question }],
});

before(async () => {
  let edit;
  edited = new Promise((resolve) => { edit = resolve; });
  const api = await serve(async (req, res) => {
    let body = '';
    for await (const part of req) body += part;
    let answer = [];
    if (req.url.endsWith('/applications/@me')) answer = { id: application, verify_key: publicKey };
    if (req.method === 'PATCH') edit({ path: req.url, body: JSON.parse(body) });
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(answer));
  });
  program = spawn('go', ['run', '.', 'serve'], {
    cwd: here('../../..'),
    detached: true, // so that the program that "go run" runs ends with it
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env, DISCORD_TOKEN: 'MTE.a.b', DISCORD_API_URL: api, DISCORD_PUBLIC_KEY: publicKey,
      LISTEN_ADDR: '127.0.0.1:0', ADMIN_USER_IDS: admin, LOG_FORMAT: 'json',
    },
  });
  for await (const line of createInterface({ input: program.stderr })) {
    if (!line.startsWith('{')) throw new Error(line);
    const { msg, address } = JSON.parse(line);
    if (msg.startsWith('listening')) {
      endpoint = address;
      break;
    }
  }
  program.stderr.resume();
});

after(() => { if (program?.pid) process.kill(-program.pid); });

test('the program answers a PING', async () => {
  assert.deepEqual(await post(endpoint, signed(interaction(PING))), { status: 200, json: { type: InteractionResponseType.PONG } });
});

test('the library and the program refuse the same requests', async () => {
  const good = () => signed(interaction(PING));
  const requests = {
    good: good(),
    'another body': { ...good(), body: signed(interaction(PING)).body },
    'another timestamp': { ...good(), timestamp: String(now() + 1) },
    'no timestamp': { ...good(), timestamp: '' },
    'another signature': { ...good(), signature: good().signature },
    'a short signature': { ...good(), signature: good().signature.slice(2) },
    'no signature': { ...good(), signature: '' },
    'a signature that is not hex': { ...good(), signature: 'xy'.repeat(64) },
  };
  for (const [name, request] of Object.entries(requests)) {
    const accepted = await verifyKey(request.body, request.signature, request.timestamp, publicKey);
    assert.equal(accepted, name === 'good', name);
    assert.equal((await post(endpoint, request)).status, accepted ? 200 : 401, name);
  }
});

test('the program refuses stale requests, which the library accepts', async () => {
  for (const seconds of [-60, 60]) {
    const request = signed(interaction(PING), String(now() + seconds));
    assert.equal(await verifyKey(request.body, request.signature, request.timestamp, publicKey), true);
    assert.equal((await post(endpoint, request)).status, 401);
  }
});

test('the program answers each kind of interaction', async () => {
  const answer = await post(endpoint, signed(ask('Why is AWS a significant competitor in the AI cloud space?')));
  assert.equal(answer.json.type, InteractionResponseType.CHANNEL_MESSAGE_WITH_SOURCE);
  assert.ok(answer.json.data.flags & InteractionResponseFlags.IS_COMPONENTS_V2);

  const button = answer.json.data.components.flatMap((c) => c.components ?? []).find((c) => c.type === 2 && c.custom_id);
  const pressed = await post(endpoint, signed(interaction(
    MESSAGE_COMPONENT,
    { custom_id: button.custom_id, component_type: 2 },
    { message: { id: '1500000000000000001', channel_id: '1400000000000000001', author: { id: application }, flags: 32768 } },
  )));
  assert.equal(pressed.json.type, InteractionResponseType.CHANNEL_MESSAGE_WITH_SOURCE);
  assert.ok(pressed.json.data.flags & InteractionResponseFlags.EPHEMERAL);

  const typed = await post(endpoint, signed(interaction(APPLICATION_COMMAND_AUTOCOMPLETE, {
    id: '1', name: 'ask', type: 1, options: [{ type: 3, name: 'question', value: 'why is aws', focused: true }],
  })));
  assert.equal(typed.json.type, InteractionResponseType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT);
  assert.ok(typed.json.data.choices.length > 0);
});

test('the program answers no request twice', async () => {
  const request = signed(ask('What does SageMaker do?'));
  assert.equal((await post(endpoint, request)).status, 200);
  assert.equal((await post(endpoint, request)).status, 401);
});

test('the program defers a slow reply, and sends it later', { timeout: 10_000 }, async () => {
  const slow = interaction(APPLICATION_COMMAND, { id: '2', name: 'reindex', type: 1 });
  const { json } = await post(endpoint, signed(slow));
  assert.equal(json.type, InteractionResponseType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE);
  assert.equal(json.data.flags, InteractionResponseFlags.EPHEMERAL);
  const { path, body } = await edited;
  assert.equal(path, `/api/v9/webhooks/${application}/${slow.token}/messages/@original`);
  assert.match(JSON.stringify(body), /Reindexed 17 units/);
});
