import { spawn } from 'node:child_process';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** An MCP server with a few tools for tests; over standard streams when it is the program itself. */
export function testMcpServer(): Server {
  const server = new Server({ name: 'tests', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [{ name: 'echo', description: 'Says it again', inputSchema: { type: 'object' as const } }],
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    switch (params.name) {
      case 'echo':
        return { content: [{ type: 'text', text: JSON.stringify(params) }] };
      case 'fail':
        return { isError: true, content: [{ type: 'text', text: 'No such channel' }] };
      case 'environment':
        return { content: [{ type: 'text', text: Object.keys(process.env).join(' ') }] };
      case 'pids': {
        const { pid } = spawn('sleep', ['60'], { stdio: 'ignore' });
        return { content: [{ type: 'text', text: JSON.stringify([process.pid, pid]) }] };
      }
      case 'hang':
        return new Promise(() => undefined);
      case 'much':
        return { content: [{ type: 'text', text: 'x'.repeat(100_000) }] };
      default:
        throw new Error(`There is no tool ${params.name}`);
    }
  });
  return server;
}

if (process.argv[2] === 'stdio') await testMcpServer().connect(new StdioServerTransport());
