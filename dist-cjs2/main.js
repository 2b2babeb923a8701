const m=require('node:module'); m.enableCompileCache?.(); const {runCommandLine}=require('./cli.js'); runCommandLine(process.argv)
