// A form of SurveyJS on a page.
window.show = (content, language) => {
  document.body.innerHTML = '<div id="form"></div>';
  const survey = new Survey.Model(content);
  survey.locale = language;
  survey.render(document.getElementById('form'));
  const inView = (element) => element.offsetParent !== null;
  window.kept = () => survey.data;
  window.step = interviewer({
    *fields() {
      for (const element of document.querySelectorAll('.sd-question[data-name]')) {
        const rows = element.querySelectorAll('tr.sd-table__row');
        if (!rows.length) {
          yield { name: element.dataset.name, element, label: () => element.querySelector('.sd-question__title') };
        }
        for (const row of rows) {
          const name = row.querySelector('input').name.replace(/^sq_\d+_/, '');
          yield { name, element: row, label: () => row.querySelector('.sd-table__cell--row-text') };
        }
      }
    },
    typed(input, text) {
      if (!['date', 'time'].includes(input.type)) return text;
      // these fields have parts, whose order depends on the language of the browser
      input.focus();
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text);
      for (const kind of ['input', 'change']) input.dispatchEvent(new Event(kind, { bubbles: true }));
      input.blur();
      return null;
    },
    async press(settled) {
      const before = survey.currentPageNo;
      [...document.querySelectorAll('.sd-navigation__next-btn, .sd-navigation__complete-btn')].find(inView).click();
      await settled();
      if (survey.state === 'completed') return 'sent';
      const wrong = [...document.querySelectorAll('.sd-question__erbox')].filter(inView).map((one) => one.innerText);
      return survey.currentPageNo === before ? `refused: ${wrong}` : '';
    },
  });
};
