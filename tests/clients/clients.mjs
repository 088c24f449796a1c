// Two clients of OpenID Connect by others sign in: `node clients.mjs openid-client|oauth4webapi ISSUER ID SECRET BACK`.
// Prints where the person is to be sent, reads the address they came back to, prints what the client has found.
import { createInterface } from 'node:readline'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'

const [, , kind, issuer, id, secret, back] = process.argv
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const tell = (value) => console.log(JSON.stringify(value))
const cameBack = async () => new URL((await lines.next()).value)
const scope = 'openid profile offline_access'

async function withOpenidClient() {
  const plain = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] }
  const config = await client.discovery(new URL(issuer), id, { client_secret: secret, id_token_signed_response_alg: 'RS256' }, undefined, plain)
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const asked = { redirect_uri: back, scope, state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', max_age: '3600' }
  tell({ url: (await client.buildAuthorizationUrlWithPAR(config, asked)).href })
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true, maxAge: 3600 }
  const tokens = await client.authorizationCodeGrant(config, await cameBack(), checks)
  const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
  const next = await client.refreshTokenGrant(config, tokens.refresh_token)
  const before = await client.tokenIntrospection(config, next.access_token)
  await client.tokenRevocation(config, next.refresh_token)
  const after = await client.tokenIntrospection(config, next.access_token)
  const leave = client.buildEndSessionUrl(config, { id_token_hint: next.id_token })
  tell({ claims: tokens.claims(), person, active: [before.active, after.active], leave: leave.href })
}

async function withOauth4webapi() {
  const insecure = { [oauth.allowInsecureRequests]: true }
  const server = await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), insecure))
  const me = { client_id: id, id_token_signed_response_alg: 'RS256' }
  const proof = oauth.ClientSecretBasic(secret)
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(server.authorization_endpoint)
  const asked = { client_id: id, redirect_uri: back, response_type: 'code', scope, state, nonce, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  tell({ url: url.href })
  const answer = oauth.validateAuthResponse(server, me, await cameBack(), state)
  const response = await oauth.authorizationCodeGrantRequest(server, me, proof, answer, back, verifier, insecure)
  const tokens = await oauth.processAuthorizationCodeResponse(server, me, response, { expectedNonce: nonce, requireIdToken: true })
  await oauth.validateApplicationLevelSignature(server, response, insecure)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  const told = await oauth.userInfoRequest(server, me, tokens.access_token, insecure)
  const person = await oauth.processUserInfoResponse(server, me, claims.sub, told)
  const refreshed = await oauth.refreshTokenGrantRequest(server, me, proof, tokens.refresh_token, insecure)
  const next = await oauth.processRefreshTokenResponse(server, me, refreshed)
  const asking = async () => oauth.processIntrospectionResponse(server, me, await oauth.introspectionRequest(server, me, proof, next.access_token, insecure))
  const before = await asking()
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, me, proof, next.refresh_token, insecure))
  const after = await asking()
  tell({ claims, person, active: [before.active, after.active], leave: server.end_session_endpoint })
}

await (kind === 'openid-client' ? withOpenidClient() : withOauth4webapi())
process.exit(0)
