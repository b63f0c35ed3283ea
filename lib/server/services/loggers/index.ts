export { getLoggers } from './get';
export { cancelLoggerRevert, RevertParams, revertLoggerNow } from './reverts';
export { setLogLevel } from './set';
