Feature: Services of other kinds

  Scenario: A tool of an MCP server
    Given the workflow:
      """yaml
      do:
        - add:
            call: mcp
            with:
              method: tools/call
              parameters: { name: add, arguments: { a: '${ .a }', b: 2 } }
              transport: { http: { endpoint: 'https://tools.example/mcp' } }
            output: { as: '.content[0].text' }
      """
    And given the workflow input is:
      """yaml
      a: 40
      """
    And an MCP server that adds at https://tools.example/mcp
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      '42'
      """

  Scenario: The tools of an MCP server
    Given the workflow:
      """yaml
      do:
        - list:
            call: mcp
            with: { method: tools/list, transport: { http: { endpoint: 'https://tools.example/mcp' } } }
            output: { as: '.tools | map(.name)' }
      """
    And an MCP server that adds at https://tools.example/mcp
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      [add]
      """

  Scenario: An MCP server that is a program is started only where commands are allowed
    Given the workflow:
      """yaml
      do:
        - list: { call: mcp, with: { method: tools/list, transport: { stdio: { command: some-server } } } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/authorization
      status: 403
      """

  Scenario: An agent
    Given the workflow:
      """yaml
      do:
        - report:
            call: a2a
            with:
              method: message/send
              server: https://agent.example/a2a
              parameters: { message: { parts: [ { kind: text, text: Report! } ] } }
            output: { as: '.parts[0].text' }
      """
    And an agent that answers "Done" at https://agent.example/a2a
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      Done
      """

  Scenario: A letter
    Given the workflow:
      """yaml
      do:
        - write:
            call: email
            with:
              server: { host: 127.0.0.1, port: '${ .mailPort }' }
              from: workflows@example.com
              to: ['${ .who }']
              subject: 'Your order ${ .order }'
              text: It is on its way.
      """
    And given the workflow input is:
      """yaml
      { who: ada@example.com, order: 7 }
      """
    And a mail server on the port that the input names mailPort
    When the workflow is executed
    Then the workflow should complete
    And the mail server should have 1 letter to ada@example.com that mentions "It is on its way."

  Scenario: A result for people
    Given the workflow:
      """yaml
      do:
        - show:
            call: publish
            with: { view: Reports, title: 'Report ${ .n }', format: json, content: { n: '${ .n }' } }
      """
    And given the workflow input is:
      """yaml
      n: 3
      """
    When the workflow is executed
    Then the workflow should complete
    And Reports should show "Report 3":
      """yaml
      n: 3
      """

  Scenario: A line in the log
    Given the workflow:
      """yaml
      do:
        - note: { call: log, with: { message: 'At ${ .n }', level: info } }
      """
    And given the workflow input is:
      """yaml
      n: 3
      """
    When the workflow is executed
    Then the workflow should complete

  Scenario Outline: What is not built is refused: <what>
    Given the workflow:
      """yaml
      do:
        - call: { call: <what>, with: <with> }
      """
    Then the definition should be refused at /do/0/call/call

    Examples:
      | what     | with                                                                                             |
      | grpc     | { proto: { endpoint: 'file://a.proto' }, service: { name: A.B, host: localhost }, method: C }      |
      | asyncapi | { document: { endpoint: 'https://fake.com/asyncapi.json' }, operation: x, message: { payload: {} } } |
