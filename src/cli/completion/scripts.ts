/** The shells that there is a script for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that there is a script for. */
export type Shell = (typeof SHELLS)[number];

/**
 * The script that teaches each shell to complete `hologram`. It asks the program: `hologram complete -- WORDS` gives a
 * line `word<tab>description` for each candidate, and the line `:files` where files are wanted as well.
 *
 * Bash takes `:` for the end of a word, so of `name:tag` it is given only what is missing of the part that it knows
 * (`$2`). It may be as old as 3.2, and need not have the package bash-completion.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# Completes hologram in bash. For ~/.bashrc: source <(hologram completions bash)
_hologram() {
  local before="\${COMP_LINE:0:COMP_POINT}" known="$2" word line files=
  local -a words=()
  read -r -a words <<< "$before"
  case "$before" in *[[:space:]]) words+=("") ;; esac
  word="\${words[\${#words[@]}-1]}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = :files ]; then
      files=yes
    elif [ -n "$line" ]; then
      line="\${line%%$'\\t'*}"
      COMPREPLY+=("\${line#"\${word%"$known"}"}")
    fi
  done < <(hologram complete -- "\${words[@]:1}" 2> /dev/null)
  if [ -n "$files" ]; then
    compopt -o filenames 2> /dev/null
    while IFS= read -r line; do
      COMPREPLY+=("$line")
    done < <(compgen -f -- "$known")
  fi
}
complete -F _hologram hologram
`,
  zsh: `#compdef hologram
# Completes hologram in zsh. For ~/.zshrc, behind compinit: source <(hologram completions zsh)
_hologram() {
  local line files= result=1
  local -a candidates
  for line in "\${(@f)$(hologram complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2> /dev/null)}"; do
    if [[ "$line" == :files ]]; then
      files=yes
    elif [[ -n "$line" ]]; then
      candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( \${#candidates} )) && _describe hologram candidates && result=0
  [[ -n "$files" ]] && _files && result=0
  return result
}
if [[ "\${funcstack[1]}" == _hologram ]]; then
  _hologram "$@"
else
  compdef _hologram hologram
fi
`,
  fish:
    `# Completes hologram in fish. For ~/.config/fish/config.fish: hologram completions fish | source
function __hologram_complete
  set -l words (commandline -opc)
  set -l word (commandline -ct)
  for line in (hologram complete -- $words[2..-1] "$word" 2> /dev/null)
    if test "$line" = ":files"
      __fish_complete_path "$word"
    else
      printf '%s\\n' "$line"
    end
  end
end
complete -c hologram -f -a '(__hologram_complete)'
`,
};
