
# Without the package bash-completion: its _get_comp_words_by_ref puts together what bash split at = and :.
if ! declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
__netsniff_init_completion()
{
    COMPREPLY=()
    words=()
    local i word line=$COMP_LINE
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $i == 0 || $line == [[:space:]]* ]]; then
            words+=("$word")
        else
            words[${#words[@]} - 1]+=$word
        fi
        line=${line#"${line%%[![:space:]]*}"}
        line=${line#"$word"}
    done
    cword=$((${#words[@]} - 1))
    cur=${words[cword]}
    prev=
    if ((cword > 0)); then
        prev=${words[cword - 1]}
    fi
}
fi
