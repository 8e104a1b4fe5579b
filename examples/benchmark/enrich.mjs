// Enriches a template, which stands on its standard input: it prints a patch, and the comments of the template stay.
const hints = ['Read the whole file first.', 'End the answer with a newline.']
console.log(JSON.stringify(hints.map((value) => ({ op: 'add', path: '/hints/-', value }))))
