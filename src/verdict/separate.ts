import type { Symptom } from '../knowledge/schema';
import { STEP_WORDS } from './step-words';

/** One question that tells two equally likely symptoms apart, with an answer for each. */
export interface Separation {
  ask: string;
  options: { symptom: string; label: string }[];
}

/** Where something runs, by the area of its entry; areas that are no place tell nothing apart. */
const PLACES: Partial<Record<string, string>> = {
  aks: 'On AKS',
  'container-apps': 'In Container Apps',
  'container-instances': 'In Container Instances',
  tasks: 'In an ACR task',
  transfer: 'In ACR Transfer',
  import: 'In az acr import',
  login: 'On signing in',
  push: 'On pushing',
  teleport: 'With Project Teleport',
};

/** By place, else by the step that failed, else by what the entries say of themselves. Pure. */
export function separate(first: Symptom, second: Symptom): Separation {
  const by = (labelOf: (symptom: Symptom) => string | undefined) => {
    const labels = [labelOf(first), labelOf(second)];
    const [one, other] = labels;
    if (one === undefined || other === undefined || one === other) return undefined;
    return [first, second].map(({ id }, at) => ({ symptom: id, label: labels[at] ?? id }));
  };
  const places = by(({ id }) => PLACES[id.split('/')[0] ?? '']);
  if (places) return { ask: 'Two entries fit equally well. Where did it happen?', options: places };
  const steps = by(({ stage }) => stage && STEP_WORDS[stage]);
  if (steps)
    return { ask: 'Two entries fit equally well. What was the last step that was tried?', options: steps };
  const titles = [first, second].map(({ id, title }) => ({ symptom: id, label: title }));
  return { ask: 'Two entries fit equally well. Which describes it better?', options: titles };
}
