export { addAlertChannel, removeAlertChannel, testAlertChannel, updateAlertChannel } from './channels';
export { listAlerts } from './list';
export { addAlertRule, removeAlertRule, updateAlertRule } from './rules';
export { addSilence, removeSilence } from './silences';
