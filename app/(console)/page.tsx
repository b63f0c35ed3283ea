import { HomePage } from './home';

export default function Page() {
  return <HomePage />;
}
