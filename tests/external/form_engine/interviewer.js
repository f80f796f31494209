// Answer an interview on a page as an interviewer does: what is shown, from top to bottom, then the next page.
// `form` says how the page shows a form: fields() from top to bottom; typed() is how a text is written; press() goes on, and gives how it
// ended or nothing while there are further pages.
window.interviewer = (form) => {
  const settled = () => new Promise((done) => setTimeout(() => setTimeout(done)));
  const words = (element) => (element?.innerText ?? '').replace(/\s*\*\s*$/, '').trim();
  const asked = [];
  const seen = new Set();

  function next() {
    for (const field of form.fields()) {
      if (!seen.has(field.name) && field.element.offsetParent !== null) return field;
    }
    return null;
  }

  async function choose(field, codes) {
    const offered = [...field.element.querySelectorAll('input')].filter((one) => codes.includes(one.value));
    for (const one of offered) {
      if (!one.checked) one.click();
      await settled();
    }
    return offered.length === codes.length;
  }

  // until a text has to be typed (its field has the focus then), or the interview is over
  return async (interview) => {
    for (;;) {
      await settled();
      const field = next();
      if (!field) {
        const over = await form.press(settled);
        if (over) return { over, asked };
        continue;
      }
      seen.add(field.name);
      const answer = interview[field.name];
      if (answer === undefined) continue;
      asked.push([field.name, words(field.label())]);
      if (answer === '') continue;
      const input = field.element.querySelector('input:not([type=radio]):not([type=checkbox]), textarea');
      if (!input) {
        if (!(await choose(field, [answer].flat()))) return { over: `${field.name}: ${answer} is not offered`, asked };
        continue;
      }
      const typed = form.typed(input, answer);
      if (typed === null) continue;
      input.focus();
      return { typed };
    }
  };
};
