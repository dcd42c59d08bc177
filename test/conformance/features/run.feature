Feature: Scripts and commands

  Scenario: A script writes to its standard output
    Given the workflow:
      """yaml
      do:
        - calculate:
            run:
              script:
                language: javascript
                arguments: ['${ .who }']
                environment: { GREETING: Hello }
                code: |
                  const [, , who] = process.argv;
                  console.log(`${process.env.GREETING} ${who}!`);
      """
    And given the workflow input is:
      """yaml
      who: Ada
      """
    When the workflow is executed
    Then the workflow should complete
    And calculate should write "Hello Ada!"

  Scenario: Everything that came of a script
    Given the workflow:
      """yaml
      do:
        - both:
            run:
              return: all
              script:
                language: js
                code: |
                  console.log('out');
                  console.error('err');
            output: { as: '{ code, stdout: (.stdout | rtrimstr("\n")), stderr: (.stderr | rtrimstr("\n")) }' }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      { code: 0, stdout: out, stderr: err }
      """

  Scenario: A script that throws
    Given the workflow:
      """yaml
      do:
        - fails: { run: { script: { language: js, code: 'throw new Error("broken")' } } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/runtime
      instance: /do/0/fails
      """
    And the error should mention "broken"

  Scenario: A script reaches nothing outside
    Given the workflow:
      """yaml
      do:
        - look:
            run:
              script:
                language: js
                code: console.log(typeof fetch, typeof WebSocket, typeof Worker)
      """
    When the workflow is executed
    Then look should write "undefined undefined undefined"

  Scenario: A script reads no files
    Given the workflow:
      """yaml
      do:
        - look:
            run:
              script:
                language: js
                code: console.log(require('node:fs').readFileSync('/etc/hostname', 'utf8'))
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/runtime
      """

  Scenario: Another language is refused
    Given the workflow:
      """yaml
      do:
        - fails: { run: { script: { language: python, code: 'print(1)' } } }
      """
    Then the definition should be refused at /do/0/fails/run/script/language

  Scenario: Commands do not run unless they are allowed
    Given the workflow:
      """yaml
      do:
        - list: { run: { shell: { command: 'echo hello' } } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/authorization
      status: 403
      instance: /do/0/list
      """

  Scenario: Allowed, a command gets its input and arguments as they are
    Given the workflow:
      """yaml
      do:
        - echo:
            run:
              shell:
                stdin: ${ .text }
                command: 'printf "%s|%s|" "$1" "$GREETING"; cat'
                arguments: ['${ .argument }']
                environment: { GREETING: '${ .greeting }' }
      """
    And given the workflow input is:
      """yaml
      text: from stdin
      argument: 'a b; echo $(whoami) "quoted"'
      greeting: Hi
      """
    And shell commands are allowed
    When the workflow is executed
    Then the workflow should complete
    And echo should write:
      """
      a b; echo $(whoami) "quoted"|Hi|from stdin
      """

  Scenario: Before 1.0.1, arguments with names, which may be expressions; one without a value is its name alone
    Given a workflow with definition:
      """yaml
      document: { dsl: '1.0.0', namespace: test, name: example, version: '1.0.0' }
      do:
        - echo:
            run:
              shell:
                command: echo
                arguments:
                  '${ .greeting }':
                  --user: ${ .user }
                  '${ .key }': doe
      """
    And given the workflow input is:
      """yaml
      { greeting: Hello, user: john, key: --password }
      """
    And shell commands are allowed
    When the workflow is executed
    Then echo should write "Hello --user=john --password=doe"

  Scenario: The exit code of a command
    Given the workflow:
      """yaml
      do:
        - three: { run: { return: code, shell: { command: 'exit 3' } } }
      """
    And shell commands are allowed
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      3
      """

  Scenario: Nothing of what a command gives
    Given the workflow:
      """yaml
      do:
        - quiet: { run: { return: none, shell: { command: 'echo hello' } } }
      """
    And shell commands are allowed
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      null
      """

  Scenario: Not awaited, the task gives its input
    Given the workflow:
      """yaml
      do:
        - later: { run: { await: false, script: { language: js, code: 'console.log(1)' } } }
      """
    And given the workflow input is:
      """yaml
      mine: 1
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      mine: 1
      """

  Scenario: Containers are refused
    Given the workflow:
      """yaml
      do:
        - box: { run: { container: { image: hello-world } } }
      """
    Then the definition should be refused at /do/0/box/run/container
