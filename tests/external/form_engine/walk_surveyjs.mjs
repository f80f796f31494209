// Answer interviews in a form of SurveyJS without a page; print what was asked, what was refused and the answers kept.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(import.meta.url);
const { Model } = require('survey-core');
require('survey-core/survey.i18n');

const [form, path] = process.argv.slice(2);
const content = readFileSync(form, 'utf8');
const interviews = JSON.parse(readFileSync(path, 'utf8'));
const { jsonErrors } = new Model(JSON.parse(content));
if (jsonErrors?.length) throw new Error(JSON.stringify(jsonErrors));
const languages = Object.keys(JSON.parse(content).title);

const isShown = (question) => question.isVisible && question.isParentVisible;

// the fields of a question: its rows when it is a matrix, else itself
function fields(question) {
  if (question.getType() !== 'matrix') return [{ name: question.name, items: question.visibleChoices }];
  return question.visibleRows.map((row) => ({ name: row.name, items: question.visibleColumns, row }));
}

function answer(question, field, given) {
  const codes = [given].flat();
  let value = question.inputType === 'number' ? Number(given) : given;
  if (field.items) {
    const found = field.items.filter((item) => codes.includes(String(item.value))).map((item) => item.value);
    value = question.getType() === 'checkbox' ? found : found[0];
  }
  if (field.row) question.value = { ...question.value, [field.name]: value };
  else question.value = value;
  const kept = [value].flat().filter((one) => one !== undefined).map(String);
  return codes.filter((code) => !kept.includes(code)).map((code) => `${field.name}: ${code} is not offered`);
}

function asked(survey, interview) {
  const shown = survey.getAllQuestions().filter((one) => isShown(one) && one.getType() !== 'html');
  return shown.flatMap((one) => fields(one).map((field) => field.name)).filter((name) => name in interview);
}

const results = interviews.map((interview, at) => {
  const survey = new Model(JSON.parse(content));
  survey.locale = languages[at % languages.length];
  const refused = [];
  const other = [];
  for (const question of survey.getAllQuestions()) {
    if (!isShown(question) || question.getType() === 'html') continue;
    for (const field of fields(question)) {
      if (field.name in interview) refused.push(...answer(question, field, interview[field.name]));
      else other.push(field.name);
    }
    if (!question.validate(false)) refused.push(...question.errors.map((one) => `${question.name}: ${one.text}`));
  }
  const found = asked(survey, interview);
  survey.doComplete();
  return { asked: found, refused, other, answers: survey.data };
});
process.stdout.write(JSON.stringify(results));
