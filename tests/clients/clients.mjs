// Two clients of OpenID Connect by others sign in: `node clients.mjs openid-client|oauth4webapi ISSUER ID SECRET BACK`;
// where SECRET is a private key (JWK), by private_key_jwt at every endpoint, with a pushed request and with DPoP.
// Prints where the person is to be sent, reads the address they came back to, prints what the client has found.
import { createInterface } from 'node:readline'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'

const [, , kind, issuer, id, secret, back] = process.argv
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const tell = (value) => console.log(JSON.stringify(value))
const cameBack = async () => new URL((await lines.next()).value)
const scope = 'openid profile offline_access'
const key = async () => ({ kid: JSON.parse(secret).kid, key: await crypto.subtle.importKey('jwk', JSON.parse(secret), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']) })

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

async function withOpenidClientAndKeys() {
  const plain = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] }
  const config = await client.discovery(new URL(issuer), id, { id_token_signed_response_alg: 'RS256' }, client.PrivateKeyJwt(await key()), plain)
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const asked = { redirect_uri: back, scope: `${scope} notices.read`, state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
  tell({ url: (await client.buildAuthorizationUrlWithPAR(config, asked, { DPoP })).href })
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(config, await cameBack(), checks, undefined, { DPoP })
  const person = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, { DPoP })
  const resource = await client.fetchProtectedResource(config, tokens.access_token, new URL(`${issuer}/api/notices`), 'GET', undefined, undefined, { DPoP })
  const stolen = await fetch(`${issuer}/api/notices`, { headers: { Authorization: `Bearer ${tokens.access_token}` } })
  const next = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
  const before = await client.tokenIntrospection(config, next.access_token)
  await client.tokenRevocation(config, next.refresh_token)
  const after = await client.tokenIntrospection(config, next.access_token)
  tell({ claims: tokens.claims(), person, active: [before.active, after.active], kinds: [tokens.token_type, before.token_type], statuses: [resource.status, stolen.status] })
}

async function withOauth4webapiAndKeys() {
  const insecure = { [oauth.allowInsecureRequests]: true }
  const server = await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), insecure))
  const me = { client_id: id, id_token_signed_response_alg: 'RS256' }
  const proof = oauth.PrivateKeyJwt(await key())
  const DPoP = oauth.DPoP(me, await oauth.generateKeyPair('ES256'))
  const bound = { ...insecure, DPoP }
  // The server asks for a nonce of its own once; the library keeps it and says that the request is to be made again.
  const again = async (ask, read) => {
    try {
      return await read(await ask())
    } catch (error) {
      if (!oauth.isDPoPNonceError(error)) throw error
      return read(await ask())
    }
  }
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const asked = new URLSearchParams({ client_id: id, redirect_uri: back, response_type: 'code', scope: `${scope} notices.read`, state, nonce, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' })
  const pushed = await again(() => oauth.pushedAuthorizationRequest(server, me, proof, asked, bound), (answer) => oauth.processPushedAuthorizationResponse(server, me, answer))
  const url = new URL(server.authorization_endpoint)
  url.searchParams.set('client_id', id)
  url.searchParams.set('request_uri', pushed.request_uri)
  tell({ url: url.href })
  const answer = oauth.validateAuthResponse(server, me, await cameBack(), state)
  const tokens = await again(() => oauth.authorizationCodeGrantRequest(server, me, proof, answer, back, verifier, bound), (given) => oauth.processAuthorizationCodeResponse(server, me, given, { expectedNonce: nonce, requireIdToken: true }))
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  const person = await again(() => oauth.userInfoRequest(server, me, tokens.access_token, bound), (given) => oauth.processUserInfoResponse(server, me, claims.sub, given))
  const resource = await again(() => oauth.protectedResourceRequest(tokens.access_token, 'GET', new URL(`${issuer}/api/notices`), undefined, undefined, bound), (given) => given)
  const stolen = await fetch(`${issuer}/api/notices`, { headers: { Authorization: `Bearer ${tokens.access_token}` } })
  const next = await again(() => oauth.refreshTokenGrantRequest(server, me, proof, tokens.refresh_token, bound), (given) => oauth.processRefreshTokenResponse(server, me, given))
  const asking = async () => oauth.processIntrospectionResponse(server, me, await oauth.introspectionRequest(server, me, proof, next.access_token, insecure))
  const before = await asking()
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, me, proof, next.refresh_token, insecure))
  const after = await asking()
  tell({ claims, person, active: [before.active, after.active], kinds: [tokens.token_type, before.token_type], statuses: [resource.status, stolen.status] })
}

const keyed = secret.startsWith('{')
if (keyed) await (kind === 'openid-client' ? withOpenidClientAndKeys() : withOauth4webapiAndKeys())
else await (kind === 'openid-client' ? withOpenidClient() : withOauth4webapi())
process.exit(0)
