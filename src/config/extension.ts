/** File extensions that a configuration may have, in the order in which they are looked for. */
export const CONFIG_EXTENSIONS: readonly string[] = ['.json', '.yaml', '.yml', '.json5', '.jsonc', '.toml']
