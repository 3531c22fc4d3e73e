// Generates the types of the task API's client from its OpenAPI document: src/api/schema.gen.ts,
// never committed.

import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL(process.env.TASKS_API ?? '../../api/tasks-api.yaml', import.meta.url);
const target = fileURLToPath(new URL('../src/api/schema.gen.ts', import.meta.url));
const text = `// Generated from api/tasks-api.yaml.\n\n${astToString(await openapiTS(source, { alphabetize: true }))}`;

if (!fs.existsSync(target) || fs.readFileSync(target, 'utf8') !== text)
  fs.writeFileSync(target, text);
