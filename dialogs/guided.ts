import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';

import type { Place } from '../src/conversation';
import type { Stage } from '../src/knowledge/schema';
import { STEP_WORDS } from '../src/verdict/step-words';
import { AskingDialog, chosen, type Open, type Reply } from './question';
import { say, turnOf, type Turn } from './turn';

export const GUIDED = 'guided';

/** How far somebody was led. */
interface Led {
  place?: string;
  stage?: Stage | 'any';
}

/** A place with more entries than this is narrowed by the step that failed. */
const MANY = 8;
const PASTE = 'Or paste the message at any time; it is the quickest way.';

/** Leads to the symptom by questions, for whoever has no message to paste: where, which step, which of these. */
export class GuidedDialog extends AskingDialog<Led> {
  constructor() {
    super(GUIDED);
  }

  protected start(dc: DialogContext): Promise<DialogTurnResult> {
    return this.askNext(dc, {});
  }

  protected async hear(dc: DialogContext, state: Led & Open, reply: Reply): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    if (reply === 'cancel') return this.setAside(dc);
    const { question, place, stage } = state;
    const led: Led = { ...(place ? { place } : {}), ...(stage ? { stage } : {}) };
    if (reply === 'back') return this.askNext(dc, stepBack(led));
    const value = reply === 'skip' ? 'any' : chosen(question.options, reply.value);
    if (value === undefined) return this.askNext(dc, led, 'That is none of these.');
    if (led.place === undefined) return this.askNext(dc, { place: value });
    if (question.options.some(({ value: of }) => of === 'any'))
      return this.askNext(dc, { ...led, stage: value as Stage });
    turn.memory.caseId = undefined;
    say(turn, await turn.mind.tell({ kind: 'explain', symptom: value }, turn.asker));
    return dc.endDialog();
  }

  private askNext(dc: DialogContext, led: Led, fault?: string): Promise<DialogTurnResult> {
    const { ask, options } = nextQuestion(led, turnOf(dc.context));
    const hints = [...(fault ? [fault] : []), PASTE];
    return this.ask(dc, led, { ask, hints, options, canSkip: false, canGoBack: led.place !== undefined });
  }
}

function stepBack({ place, stage }: Led): Led {
  return stage === undefined || place === undefined ? {} : { place };
}

function nextQuestion(led: Led, { mind }: Turn) {
  const places = mind.places();
  const place = places.find(({ label }) => label === led.place);
  if (!place)
    return { ask: 'Where does it fail?', options: places.map(({ label }) => ({ label, value: label })) };
  const stages = stagesOf(place);
  if (led.stage === undefined && place.symptoms.length > MANY && stages.length > 1) {
    const options = stages.map((stage) => ({ label: STEP_WORDS[stage], value: stage }));
    return {
      ask: 'What was the last step that was tried?',
      options: [...options, { label: 'I cannot tell', value: 'any' }],
    };
  }
  const fitting = place.symptoms.filter(({ stage }) => (led.stage ?? 'any') === 'any' || stage === led.stage);
  return {
    ask: 'Which of these is it?',
    options: fitting.map(({ symptom, label }) => ({ label, value: symptom })),
  };
}

const ORDER = Object.keys(STEP_WORDS) as Stage[];

function stagesOf({ symptoms }: Place): Stage[] {
  return ORDER.filter((stage) => symptoms.some((one) => one.stage === stage));
}
