import { z } from 'zod';

/**
 * The form of the knowledge base. One YAML file is one symptom; `documents.yaml`, `parameters.yaml`,
 * `_shared/` (causes used by several symptoms) and `_elsewhere/` (failures that are not ACR's) stand beside
 * them. Unknown keys are refused, so that a misspelt key cannot silently lose a cause.
 */

/** How far a pull, conversion or transfer got. The first nine are the pull path, in order. */
export const PULL_PATH = [
  'dns',
  'connect',
  'tls',
  'authenticate',
  'authorize',
  'manifest',
  'layers',
  'unpack',
  'run',
] as const;
export const STAGES = [...PULL_PATH, 'convert', 'transfer'] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

const Text = z.string().trim().min(1);
const Slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');
export const SymptomId = z
  .string()
  .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'must be area/slug in lower case, like pull/unauthorized');
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}(-\d{2})?$/, 'must be a date: 2026-08 or 2026-08-20, quoted in YAML');

/** A literal, or a list of literals of which one is enough. Case, white space and quotes never matter. */
const Literal = z.string().trim().min(3);
const LiteralOrAny = z.union([Literal, z.array(Literal).min(2)]);

export const Anchor = z
  .strictObject({
    all: z.array(LiteralOrAny).min(1).optional(),
    pattern: Text.optional(),
    none: z.array(Literal).min(1).optional(),
    strength: z.enum(['decisive', 'strong', 'weak', 'beside']).default('strong'),
    platform: z.boolean().default(false),
  })
  .refine((anchor) => (anchor.all === undefined) !== (anchor.pattern === undefined), {
    message: 'needs either `all` (a list of literals) or `pattern` (a regular expression), not both',
  });
export type Anchor = z.infer<typeof Anchor>;

export const SourceRef = z.strictObject({ document: Text, section: Text.optional() });
export type SourceRef = z.infer<typeof SourceRef>;

const Command = {
  command: Text.optional(),
  powershell: Text.optional(),
};

/** One way to confirm a cause, or to rule it out: a literal of the paste itself, a live check, or a command. */
export const Proof = z
  .strictObject({
    paste: z.union([Literal, z.array(LiteralOrAny).min(1)]).optional(),
    /** With `paste`: literals that take the proof away when they stand in the paste too. */
    unless: z.array(Literal).min(1).optional(),
    check: Text.optional(),
    ...Command,
    portal: Text.optional(),
    shows: Text,
  })
  .refine((proof) => [proof.paste, proof.check, proof.command ?? proof.portal].filter(Boolean).length === 1, {
    message: 'needs exactly one of `paste`, `check`, `command` or `portal`',
  });
export type Proof = z.infer<typeof Proof>;

export const Step = z.strictObject({
  do: Text,
  ...Command,
  portal: Text.optional(),
  snippet: z.strictObject({ language: z.enum(['yaml', 'json', 'kql', 'bash', 'text']), text: Text }).optional(),
});
export type Step = z.infer<typeof Step>;

const Likelihood = z.enum(['common', 'occasional', 'rare']);

export const Cause = z.strictObject({
  id: Slug,
  title: Text.max(110),
  likelihood: Likelihood,
  why: Text,
  confirm: z.array(Proof).min(1),
  ruleOut: z.array(Proof).default([]),
  fix: z.array(Step).min(1),
  source: z.array(SourceRef).min(1),
});
export type Cause = z.infer<typeof Cause>;

/** A shared cause by its file name in `_shared/`; how likely it is depends on the symptom, so it may differ. */
export const CauseUse = z.strictObject({
  use: Slug,
  likelihood: Likelihood.optional(),
  why: Text.optional(),
  confirm: z.array(Proof).min(1).optional(),
  ruleOut: z.array(Proof).optional(),
});

/** Two documents that disagree: what each says (`date` only where the document has one), which is followed, and why. */
export const Conflict = z.strictObject({
  about: Text,
  statements: z.array(z.strictObject({ says: Text, source: SourceRef, date: Day.optional() })).min(2),
  follow: Text,
});
export type Conflict = z.infer<typeof Conflict>;

const ExampleMatch = Text;
const ExampleMiss = z.strictObject({ text: Text, is: z.union([SymptomId, z.literal('decline')]) });

interface RuledParts {
  kind: 'symptom' | 'howto';
  status: 'current' | 'preview' | 'retired';
  successor?: string | undefined;
  anchors: unknown[];
  causes: unknown[];
  steps: unknown[];
  questions: unknown[];
  examples: { miss: unknown[] };
}

/** What a symptom and a howto must have beyond their keys: key, message, and when it is a fault. */
const KIND_RULES: readonly [string, string, (file: RuledParts) => boolean][] = [
  ['anchors', 'a symptom needs at least one anchor', ({ kind, anchors }) => kind === 'symptom' && anchors.length === 0],
  ['causes', 'a symptom needs at least one cause', ({ kind, causes }) => kind === 'symptom' && causes.length === 0],
  ['steps', 'a howto needs at least one step', ({ kind, steps }) => kind === 'howto' && steps.length === 0],
  ['questions', 'a howto needs at least one question', ({ kind, questions }) => kind === 'howto' && questions.length === 0],
  [
    'examples',
    'a symptom needs a near `miss`: a text of the same tool that is something else',
    ({ kind, examples }) => kind === 'symptom' && examples.miss.length === 0,
  ],
  ['successor', 'something retired must name its `successor`', ({ status, successor }) => status === 'retired' && !successor],
];

/** One symptom or how-to as it stands in its file. Its id is its path: knowledge/<area>/<slug>.yaml. */
export const SymptomFile = z
  .strictObject({
    title: Text.max(110),
    status: z.enum(['current', 'preview', 'retired']),
    kind: z.enum(['symptom', 'howto']),
    stage: Stage.optional(),
    successor: SymptomId.optional(),
    was: z.array(SymptomId).default([]),
    level: z.enum(['cause', 'wrapper']).default('cause'),
    over: z.array(SymptomId).default([]),
    says: Text,
    anchors: z.array(Anchor).default([]),
    questions: z.array(Text).default([]),
    causes: z.array(z.union([Cause, CauseUse])).default([]),
    steps: z.array(Step).default([]),
    conflicts: z.array(Conflict).default([]),
    related: z.array(SymptomId).default([]),
    sources: z.array(SourceRef).min(1),
    examples: z.strictObject({
      match: z.array(ExampleMatch).min(1),
      miss: z.array(ExampleMiss).default([]),
    }),
  })
  .superRefine((file, context) => {
    for (const [path, message, isFault] of KIND_RULES) {
      if (isFault(file)) context.addIssue({ code: 'custom', path: [path], message });
    }
  });
export type SymptomFile = z.infer<typeof SymptomFile>;

/** knowledge/documents.yaml: every cited document, once. */
export const DocumentsFile = z.record(
  z.string(),
  z.strictObject({ title: Text, address: z.url(), dated: Day.optional(), reviewed: Day }),
);
export type Documents = z.infer<typeof DocumentsFile>;

/** knowledge/parameters.yaml: every {placeholder} a command may use, and how it is shown while unknown. */
export const ParametersFile = z.record(
  z.string(),
  z.strictObject({ shown: z.string().regex(/^<[a-z0-9-]+>$/), means: Text }),
);
export type Parameters = z.infer<typeof ParametersFile>;

/** knowledge/_elsewhere/<slug>.yaml: a failure that is not ACR's, how to tell, and what to try instead. */
export const ElsewhereFile = z
  .strictObject({
    title: Text.max(110),
    says: Text,
    try: z.array(Text).min(1),
    hosts: z.array(Text).default([]),
    anchors: z.array(Anchor).default([]),
    address: z.url().optional(),
    examples: z.strictObject({ match: z.array(ExampleMatch).min(1) }),
  })
  .refine((file) => file.hosts.length + file.anchors.length > 0, { message: 'needs `hosts` or `anchors`' });
export type ElsewhereFile = z.infer<typeof ElsewhereFile>;

export type Symptom = Omit<SymptomFile, 'causes'> & { id: string; causes: Cause[] };
export type Elsewhere = ElsewhereFile & { id: string };

/** The whole knowledge base, references resolved: what the build writes and the program loads. */
export interface Catalogue {
  symptoms: Symptom[];
  elsewhere: Elsewhere[];
  documents: Documents;
  parameters: Parameters;
}
