/** Settings of a process. This file alone reads `process.env`. */
export interface Config {
  /** Folders of a company's own entries, merged over the built-in ones (`ACR_DOCTOR_KNOWLEDGE`, path-separated). */
  knowledgeFolders: string[];
  /** Whether colours are unwanted (`NO_COLOR`, see no-color.org). */
  noColor: boolean;
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    knowledgeFolders: (env.ACR_DOCTOR_KNOWLEDGE ?? '').split(separator).filter((folder) => folder !== ''),
    noColor: (env.NO_COLOR ?? '') !== '',
  };
}
