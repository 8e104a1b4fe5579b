export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/**
 * The script for a shell. It knows nothing of the commands: each time it asks `rundir __complete WORD…`
 * (the words after `rundir`, the last one unfinished), which answers one candidate a line.
 */
export function completionScript(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell]
}

const BASH = `_rundir() {
  local candidate
  COMPREPLY=()
  while IFS= read -r candidate; do
    COMPREPLY+=("$candidate")
  done < <(rundir __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [ "\${#COMPREPLY[@]}" -eq 0 ] && compopt -o default
}
complete -F _rundir rundir`

const ZSH = `#compdef rundir
_rundir() {
  local -a candidates
  candidates=("\${(@f)$(rundir __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [ -n "\${candidates[1]}" ]; then compadd -Q -- "\${candidates[@]}"; else _files; fi
}
compdef _rundir rundir`

const FISH = `function __rundir_complete
  set -l words (commandline -opc) (commandline -ct)
  rundir __complete $words[2..-1] 2>/dev/null
end
complete -c rundir -a '(__rundir_complete)'`
