interface CodeFacts {
  /** Exit status of the command line. */
  readonly exit: number
  /** Status of an HTTP answer. */
  readonly http: number
  readonly means: string
}

/**
 * The closed table of error codes. A code never changes its meaning; its text may.
 * Exit statuses: docs/reference/errors.md is generated from here.
 */
export const CODES = {
  COMMAND_FAILED: { exit: 1, http: 502, means: 'a command that does a part of the work failed' },
  OUTPUT_MISSING: { exit: 1, http: 409, means: 'a step of a pipeline did not leave what a later one takes' },
  COMMAND_UNKNOWN: { exit: 2, http: 400, means: 'there is no such rundir command' },
  FLAG_UNKNOWN: { exit: 2, http: 400, means: 'the command has no such flag' },
  FLAG_INVALID: { exit: 2, http: 400, means: 'a flag has a value that it cannot have' },
  ARGUMENT_MISSING: { exit: 2, http: 400, means: 'a needed argument was not given' },
  ARGUMENT_UNEXPECTED: { exit: 2, http: 400, means: 'an argument was given that the command does not take' },
  NAME_INVALID: { exit: 2, http: 400, means: 'a name, reference or identifier breaks its grammar' },
  NAME_TOO_LONG: { exit: 2, http: 400, means: 'a name or path is longer than its limit' },
  VALUE_INVALID: { exit: 2, http: 400, means: 'a value given to an interface has the wrong type or range' },
  CONFIG_SYNTAX: { exit: 2, http: 400, means: 'a configuration file does not parse' },
  CONFIG_LIMIT: {
    exit: 2,
    http: 400,
    means: 'a configuration is larger, deeper or more entangled than the limits allow',
  },
  CONFIG_KEY: { exit: 2, http: 400, means: 'a configuration key is unknown or forbidden' },
  CONFIG_OVERRIDE: { exit: 2, http: 400, means: 'an override on the command line cannot be applied' },
  CONFIG_INTERPOLATION: { exit: 2, http: 400, means: 'an interpolation has no value, or runs in a circle' },
  CONFIG_INVALID: { exit: 2, http: 400, means: 'a configuration does not fit its schema' },
  CONFIG_MISSING: { exit: 2, http: 400, means: 'a phase was asked for without profile and without file' },
  SETTINGS_INVALID: { exit: 2, http: 500, means: 'the workspace file is not valid' },
  PHASE_MISMATCH: { exit: 2, http: 400, means: 'the profile or the file belongs to another phase' },
  RANK_WITHOUT_RUN: { exit: 2, http: 400, means: 'a process of rank above 0 was started without a run to attach to' },
  RUN_UNKNOWN: { exit: 3, http: 404, means: 'no run has this name, id or path' },
  RUN_AMBIGUOUS: { exit: 3, http: 404, means: 'more than one run fits what was given' },
  PROFILE_UNKNOWN: { exit: 3, http: 404, means: 'no profile has this name' },
  TEMPLATE_UNKNOWN: { exit: 3, http: 404, means: 'no template has this name' },
  MODEL_UNKNOWN: { exit: 3, http: 404, means: 'no model, version or alias has this name' },
  MODEL_AMBIGUOUS: { exit: 3, http: 404, means: 'more than one model fits what was given' },
  METRIC_UNKNOWN: { exit: 3, http: 404, means: 'the run has no such metric' },
  REFERENCE_DANGLING: { exit: 3, http: 404, means: 'a reference names a run that is not there' },
  FILE_MISSING: { exit: 3, http: 404, means: 'a file or folder that was named does not exist' },
  NAME_TAKEN: { exit: 4, http: 409, means: 'the name or number belongs to another run' },
  FILE_EXISTS: { exit: 4, http: 409, means: 'a file that would be created exists' },
  STATUS_ILLEGAL: { exit: 4, http: 409, means: 'a run cannot go from its status to the one asked for' },
  PATH_ESCAPES: { exit: 5, http: 403, means: 'a path leads out of the folder that it belongs to' },
  FORMAT_NEWER: { exit: 5, http: 409, means: 'a file was written by a newer version of the format' },
  RUN_DAMAGED: { exit: 5, http: 409, means: 'the files of a run cannot be read' },
  MODEL_DAMAGED: { exit: 5, http: 409, means: 'the files of a model are not what its manifest vouches for' },
  PROMOTION_REFUSED: {
    exit: 5,
    http: 409,
    means: 'a run is not completed, or does not verify, and nothing is promoted from it',
  },
  WORKSPACE_UNSUITABLE: { exit: 5, http: 500, means: 'the file system cannot give what the promises need' },
  DISK_FULL: { exit: 6, http: 507, means: 'the disk or a quota is full' },
  DISK_READONLY: { exit: 6, http: 500, means: 'the file system is mounted read-only' },
  DISK_DENIED: { exit: 6, http: 500, means: 'the permissions of a file or folder do not allow it' },
  DISK_FAILED: { exit: 6, http: 500, means: 'the file system reported another failure' },
  BUG: { exit: 70, http: 500, means: 'rundir itself is wrong; please report it' },
  COMMAND_NOT_EXECUTABLE: { exit: 126, http: 400, means: 'the command to launch is not executable' },
  COMMAND_NOT_FOUND: { exit: 127, http: 400, means: 'the command to launch does not exist' },
  INTERRUPTED: { exit: 130, http: 499, means: 'the user interrupted it' },
} as const satisfies Record<string, CodeFacts>

export type ErrorCode = keyof typeof CODES
