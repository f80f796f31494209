// A form of ODK Web Forms on a page.
import { createApp, h } from 'vue';
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';

const inView = (element) => element.offsetParent !== null;
let app;
let sent;

// the question that a part of the page shows
function questionOf(element) {
  let at = element.__vueParentComponent;
  while (at && !at.props.question) at = at.parent;
  return at?.props.question;
}

// a day or a time as this page writes it
function asShown(text) {
  const date = /^(\d+)-(\d+)-(\d+)$/.exec(text);
  if (date) return `${date[2]}/${date[3]}/${date[1]}`;
  const [hours, minutes] = text.split(':');
  return `${String(hours % 12 || 12).padStart(2, '0')}:${minutes} ${hours < 12 ? 'am' : 'pm'}`;
}

async function choose(language, settled) {
  [...document.querySelectorAll('.language-changer')].find(inView).click();
  for (let n = 0; n < 100; n += 1) {
    await settled();
    const found = [...document.querySelectorAll('[role=option]')].find((one) => one.innerText.endsWith(`(${language})`));
    if (found) return found.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
  }
  throw new Error(`${language} is not in the menu`);
}

window.show = async (formXml, language) => {
  app?.unmount();
  document.body.innerHTML = '<div id="form"></div>';
  sent = null;
  const onSubmit = async (payload) => {
    const [part] = [payload.data].flat();
    sent = await [...part.values()][0].text();
  };
  const fetchFormAttachment = () => Promise.reject(new Error('the form has no files'));
  app = createApp({ render: () => h(OdkWebForm, { formXml, fetchFormAttachment, onSubmit }) });
  app.use(webFormsPlugin).mount('#form');
  const settled = () => new Promise((done) => setTimeout(done, 20));
  while (!document.querySelector('.question-container')) await settled();
  await choose(language, settled);
  await settled();
  window.kept = () => sent;
  window.step = window.interviewer({
    *fields() {
      for (const element of document.querySelectorAll('.question-container')) {
        element.question ??= questionOf(element);
        const name = element.question.currentState.reference.split('/').pop();
        yield { name, element, label: () => element.querySelector('.control-text label') };
      }
    },
    typed(input, text) {
      if (!input.classList.contains('p-datepicker-input')) return text;
      // this field reads a time after every key and would change "12:18 p" into "12:18 am"
      input.focus();
      document.execCommand('insertText', false, asShown(text));
      input.blur();
      return null;
    },
    async press() {
      [...document.querySelectorAll('button')].find((one) => one.innerText.trim() === 'Send').click();
      for (let n = 0; n < 100 && sent === null; n += 1) await settled();
      const wrong = [...document.querySelectorAll('.validation-message')].filter(inView);
      return sent === null ? `refused: ${wrong.map((one) => one.closest('.question-container').innerText)}` : 'sent';
    },
  });
};
