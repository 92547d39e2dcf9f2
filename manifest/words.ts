/** What Teams shows about the app. Limits: name 30 and 100 characters, description 80 and 4,000, and 500 words. */
export const NAME = { short: 'ACR Doctor', full: 'ACR Doctor for Azure Container Registry' };

export const SHORT = 'Finds out why a container image will not pull, convert or transfer.';

const PARAGRAPHS = [
  'ACR Doctor answers in Microsoft Teams when a container image will not pull from, convert in or transfer between Azure container registries. Paste the error from kubectl, containerd, docker, the Azure CLI or the portal, or ask a question. It names the documented symptom, lists every documented cause with the command that confirms it, and hands over the fix with your own names filled in.',
  'How to use it',
  '- In a chat with it, paste an error or ask a question. No command is needed.\n- In a channel or group chat, mention it, or type / and pick one of its commands: what is asked with / and its answer only you see.\n- On a message that somebody else wrote, open More actions and pick Diagnose. Only that message is read. Nothing is posted until you say so.\n- In the box where you write, look up a symptom and send its causes and fixes to others.\n- help shows what can be asked.',
  'What it needs',
  'Nothing, for explaining errors. Whoever runs it may give it the right to read your Azure resources; it then also offers live checks, for example of roles, network rules, tags and pipelines. Live checks only read; the bot changes nothing in Azure. Every answer says what was seen, with whose rights, and what could not be checked.',
  'What it does not do',
  'It knows Azure Container Registry and what pulls from it; for other registries it says whose failure it is and stops there. It does not read screenshots. Every sentence comes from a reviewed knowledge base with its source. There is no language model in it, and what is not documented it does not guess.',
  'What it keeps',
  'Passwords, tokens, keys and signatures are masked before anything reads the text. A message is kept, masked, only until it is answered. Of a case it keeps the names in it (such as registry, image, address), the lines that decided, masked, and what was found, for 30 days, for you alone. forget me deletes your cases at once. What was posted in a chat stays in that chat.',
];

export const FULL = PARAGRAPHS.join('\n\n');
