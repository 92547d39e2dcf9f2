import type { Activity } from 'botbuilder';
import { readIncoming } from '../../src/teams/incoming-text';

const BOT = { id: '28:bot', name: 'ACR Doctor' };
const message = (parts: Partial<Activity>): Partial<Activity> => ({
  type: 'message',
  recipient: BOT,
  ...parts,
});
const html = (content: string) => [{ contentType: 'text/html', content }];
const mention = { type: 'mention', mentioned: BOT, text: '<at>ACR Doctor</at>' };

const FORMS: [form: string, activity: Partial<Activity>, text: string][] = [
  ['plain text', message({ text: 'help' }), 'help'],
  ['plain text that kept its line breaks', message({ text: 'one\r\ntwo\n' }), 'one\r\ntwo'],
  [
    'line breaks lost in text, kept in the HTML',
    message({
      text: 'Failed to pullimage not found',
      attachments: html('<div><div><div>Failed to pull</div><div>image not found</div></div></div>'),
    }),
    'Failed to pull\nimage not found',
  ],
  [
    'a code block: marker paragraph, pre, code, br and nbsp',
    message({
      text: 'Warning  Failed  kubelet 401 Unauthorized',
      attachments: html(
        '<p itemtype="http://schema.skype.com/CodeBlockEditor" id="x_codeBlockEditor-bfb2">\n&nbsp;</p>\n<pre class="language-plaintext" itemid="codeBlockEditor-bfb2"><code>Warning&nbsp; Failed&nbsp; kubelet<br>401 <span class="hljs-string">&quot;Unauthorized&quot;</span></code></pre>',
      ),
    }),
    'Warning  Failed  kubelet\n401 "Unauthorized"',
  ],
  [
    'a wrapped copy-paste block',
    message({
      text: 'a b',
      attachments: html(
        '<div>\n<div itemprop="copy-paste-block">\n\n<div style="font-size:14px">a</div><div>b</div>\n</div>\n</div>',
      ),
    }),
    'a\nb',
  ],
  ['a mention in text', message({ text: '<at>ACR Doctor</at>&nbsp;help\r\n', entities: [mention] }), 'help'],
  [
    'a mention in the HTML',
    message({
      text: '<at>ACR Doctor</at> explain\nUNKNOWN_ERROR',
      entities: [mention],
      attachments: html(
        '<p><span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">ACR Doctor</span>&nbsp;explain</p><p>UNKNOWN_ERROR</p>',
      ),
    }),
    'explain\nUNKNOWN_ERROR',
  ],
  [
    "somebody else's mention stays as a name",
    message({
      text: '<at>Kim</at> sees 401',
      entities: [{ ...mention, mentioned: { id: '29:kim', name: 'Kim' }, text: '<at>Kim</at>' }],
    }),
    'Kim sees 401',
  ],
  [
    'a quoted reply is not the words of the person',
    message({
      text: '<quoted messageId="1"/> and this one?',
      entities: [{ type: 'quotedReply', quotedReply: { messageId: '1', preview: 'manifest unknown' } }],
      attachments: html(
        '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1"><strong>Kim</strong><p>manifest unknown</p></blockquote><p>and this one?</p>',
      ),
    }),
    'and this one?',
  ],
  [
    'entities of unknown kinds',
    message({ text: 'hi', entities: [{ type: 'ProductInfo', id: 'COPILOT' }, { type: 'clientInfo' }] }),
    'hi',
  ],
  ['HTML without text (mobile)', message({ attachments: html('<p>no such&nbsp;host</p>') }), 'no such host'],
  ['a button without text', message({ value: { verb: 'again' } }), ''],
];

test.each(FORMS)('%s', (_form, activity, text) => {
  expect(readIncoming(activity).text).toBe(text);
});

test('pictures and files are counted, not read', () => {
  const incoming = readIncoming(
    message({
      text: '',
      attachments: [
        { contentType: 'image/png', contentUrl: 'https://smba.trafficmanager.net/x' },
        {
          contentType: 'application/vnd.microsoft.teams.file.download.info',
          name: 'kubelet.log',
          content: {},
        },
        ...html(
          '<div><img src="x" itemtype="http://schema.skype.com/AMSImage"><img itemtype="http://schema.skype.com/Emoji" alt="smile"></div>',
        ),
      ],
    }),
  );
  expect(incoming).toMatchObject({ text: '', pictures: 2, files: ['kubelet.log'] });
});

test('a value is handed on', () => {
  expect(readIncoming(message({ value: { verb: 'again' } })).value).toEqual({ verb: 'again' });
});
