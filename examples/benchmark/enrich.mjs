// Enriches a template: it is read from standard input, and the whole of it is printed with hints in it.
let text = ''
for await (const chunk of process.stdin) text += chunk
const hints = ['Read the whole file first.', 'End the answer with a newline.']
process.stdout.write(text.replace('hints: []', `hints: ${JSON.stringify(hints)}`))
