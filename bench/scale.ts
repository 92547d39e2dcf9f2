import type { Anchor, Catalogue, Symptom } from '../src/knowledge/schema';

/**
 * A catalogue of `count` entries: the real ones, and copies whose words are written backwards, so that they cost as
 * much to look for and answer nothing.
 */
export function enlarge(catalogue: Catalogue, count: number): Catalogue {
  const { symptoms } = catalogue;
  const copies: Symptom[] = [];
  for (let at = 0; symptoms.length + copies.length < count; at++) {
    const symptom = symptoms[at % symptoms.length];
    if (!symptom) break;
    copies.push(backwards(symptom, Math.floor(at / symptoms.length)));
  }
  return { ...catalogue, symptoms: [...symptoms, ...copies] };
}

function backwards(symptom: Symptom, round: number): Symptom {
  const turn = (text: string) => `${text.split('').reverse().join('')}${'qxzjw'.charAt(round)}`;
  const anchors = symptom.anchors.map((anchor): Anchor => ({
    ...anchor,
    all: anchor.all?.map((part) => (Array.isArray(part) ? part.map(turn) : turn(part))),
    none: anchor.none?.map(turn),
  }));
  const { id, title, questions } = symptom;
  return {
    ...symptom,
    id: `${id}-${round}`,
    title: turn(title),
    over: [],
    anchors,
    questions: questions.map(turn),
  };
}
