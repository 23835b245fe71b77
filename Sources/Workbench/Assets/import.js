// Imports and long work: what the page of a ledger asks, and how far a job is.
import { ask, say, trying, zh, lang } from '/workbench.js';

const stay = (path) => (lang ? path + (path.includes('?') ? '&' : '?') + 'lang=' + lang : path);

// A job tells how far it is until it is over; then the page is another.
for (const block of document.querySelectorAll('[data-job]')) {
  const events = new EventSource(stay('/api/job/events?job=' + block.dataset.job));
  const bar = block.querySelector('progress');
  const state = block.querySelector('[data-of="state"]');
  events.addEventListener('message', (event) => {
    const job = JSON.parse(event.data);
    if (job.all > 0) { bar.max = job.all; bar.value = job.done; }
    state.textContent = job.label[zh ? 'zh' : 'en'] + (job.all > 0 ? ` ${job.done} / ${job.all}` : '');
    if (job.over) { events.close(); location.reload(); }
  });
  block.querySelector('[data-do="cancel"]').addEventListener('click', () =>
    trying(() => ask('/api/job/cancel', 'POST', { job: Number(block.dataset.job) })));
}

// A ledger is chosen or dropped.
const form = document.getElementById('ledger');
if (form) {
  const drop = form.querySelector('[data-drop]');
  const input = form.elements.file;
  const send = (file) => trying(async () => {
    if (!file) throw new Error(zh ? '请先选择文件' : 'choose a file first');
    say(zh ? `正在放入 ${file.name} …` : `sending ${file.name} …`, true);
    const done = await ask('/api/import?name=' + encodeURIComponent(file.name), 'POST', file, 'application/octet-stream');
    location.href = stay('/import?ledger=' + done.ledger);
  });
  form.addEventListener('submit', (event) => { event.preventDefault(); send(input.files[0]); });
  for (const name of ['dragover', 'dragenter']) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add('over'); });
  }
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    send(event.dataTransfer.files[0]);
  });
}

// The mapping: what was changed is sent, and confirmed where that is asked for.
const mapping = document.getElementById('mapping');
mapping?.addEventListener('input', (event) => {
  event.target.classList.toggle('tried', event.target.value !== event.target.dataset.before);
});
mapping?.addEventListener('submit', (event) => {
  event.preventDefault();
  const lines = [...mapping.querySelectorAll('input[data-subject]')]
    .filter((input) => input.value.trim() !== input.dataset.before)
    .map((input) => ({
      subject: input.dataset.subject, scope: input.dataset.scope, text: input.dataset.text, meaning: input.value.trim(),
    }));
  const confirm = Boolean(event.submitter?.value);
  trying(async () => {
    await ask('/api/import/mapping', 'POST', { ledger: mapping.dataset.ledger, digest: mapping.dataset.digest, lines, confirm });
    location.reload();
  });
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-do]');
  const deed = button?.dataset.do;
  if (deed === 'accept') {
    const tables = {};
    for (const choice of document.querySelectorAll('#end select')) tables[choice.dataset.table] = choice.value;
    trying(async () => {
      const done = await ask('/api/import/accept', 'POST', { ledger: button.dataset.ledger, digest: button.dataset.digest, tables });
      say((zh ? '已写入：' : 'written: ') + done.files.join(', '), true);
      setTimeout(() => location.reload(), 1500);
    });
  }
  if (deed === 'read') {
    trying(async () => { await ask('/api/import/read', 'POST', { ledger: button.dataset.ledger }); location.reload(); });
  }
  if (deed === 'discard') {
    trying(async () => {
      await ask('/api/import/discard', 'POST', { ledger: button.dataset.ledger });
      location.href = stay('/import');
    });
  }
});
