import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { PluginList } from '@/lib/api/plugins';
import { ClusterId } from '@/lib/connect/names';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { PluginPicker } from './plugin-picker';

const plugin = (name: string, type: string, version: string) => ({
  ...{ clusterId: ClusterId.parse('local'), class: `org.x.${name}`, type, version, connectors: 0 },
});

describe('the plugin picker', () => {
  it('shows each class once with its versions, newest first, and finds by text and kind', async () => {
    answer('get', '/api/v1/plugins', PluginList, () => ({
      plugins: [
        plugin('JdbcSourceConnector', 'source', '9.2.0'),
        plugin('JdbcSourceConnector', 'source', '10.1.0'),
        plugin('S3SinkConnector', 'sink', '1.0.0'),
        plugin('JsonConverter', 'converter', '4.3.1'),
      ],
      problems: [],
    }));
    renderPage(<PluginPicker clusterId="local" />);
    const tiles = await screen.findAllByRole('listitem');
    expect(tiles).toHaveLength(2);
    const [jdbc] = tiles.map((tile) => within(tile));
    expect(tiles[0]?.textContent).toContain('source · 10.1.0');
    expect(jdbc?.getByRole('link', { name: 'JdbcSource 9.2.0' }).getAttribute('href')).toBe(
      '/clusters/local/connectors/new?plugin=org.x.JdbcSourceConnector&version=9.2.0',
    );
    fireEvent.click(screen.getByRole('button', { name: 'Sink' }));
    expect(screen.getAllByRole('listitem').map((tile) => tile.textContent)).toEqual([
      expect.stringContaining('S3Sink'),
    ]);
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'nothing' } });
    expect(screen.getByText('No plugin matches')).toBeTruthy();
  });
});
