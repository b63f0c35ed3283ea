export { getFleetHistory } from './get';
