import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';

const accessSchema = z.array(z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()) }));

const claimsSchema = z.object({
  aud: z.string(),
  /** Name of an identity of the model; absent for nobody. */
  who: z.string().optional(),
  oid: z.string().optional(),
  tid: z.string().optional(),
  exp: z.number(),
  access: accessSchema.optional(),
});

export type Claims = z.infer<typeof claimsSchema>;
export type Access = z.infer<typeof accessSchema>;

/** Issues and knows the tokens of one running tenant. Another tenant's tokens are refused. */
export interface TokenIssuer {
  issue: (claims: Omit<Claims, 'exp'>) => string;
  /** Claims of a token of ours that has not expired. */
  read: (token: string) => Claims | undefined;
}

const HOUR_S = 3600;

export function createTokenIssuer(now: () => Date): TokenIssuer {
  const key = randomBytes(32);
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const nowSeconds = () => Math.floor(now().getTime() / 1000);
  return {
    issue(claims) {
      const head = encode({ alg: 'HS256', typ: 'JWT' });
      const payload = `${head}.${encode({ ...claims, iat: nowSeconds(), exp: nowSeconds() + 3 * HOUR_S })}`;
      return `${payload}.${sign(payload)}`;
    },
    read(token) {
      const [head, payload, signature] = token.split('.');
      if (head === undefined || payload === undefined || signature !== sign(`${head}.${payload}`))
        return undefined;
      const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
      return claims.success && claims.data.exp > nowSeconds() ? claims.data : undefined;
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer (?<token>\S+)$/i.exec(header ?? '')?.groups?.token;
}
