Feature: Ask
  A person decides. Every mode, and what happens when nobody does.

  Scenario Outline: An answer in mode <mode>
    Given the workflow:
      """yaml
      do:
        - question:
            ask:
              mode: <mode>
              prompt: What shall it be?
              <more>
        - after: { set: { value: '${ .value }', comment: '${ .comment }' } }
      """
    When the workflow is executed
    Then question should wait for an approval
    And the inbox should have 1 task
    When question is answered with:
      """yaml
      value: <answer>
      """
    Then the workflow should complete with output:
      """yaml
      value: <answer>
      comment: null
      """
    And the inbox should have 0 tasks

    Examples:
      | mode        | more                                  | answer         |
      | text        |                                       | Blue           |
      | approval    |                                       | APPROVED       |
      | confirm     |                                       | false          |
      | choice      | options: [red, { label: Two, value: 2 }] | 2           |
      | multiChoice | options: [red, green, blue]           | [red, blue]    |
      | object      | schema: { type: object, required: [n], properties: { n: { type: integer } } } | { n: 3 } |
      | form        | schema: { type: object, required: [n], properties: { n: { type: integer } } } | { n: 3 } |

  Scenario Outline: An answer that does not fit mode <mode> is refused, and the task still waits
    Given the workflow:
      """yaml
      do:
        - question:
            ask:
              mode: <mode>
              prompt: What shall it be?
              <more>
      """
    When the workflow is executed
    Then question should refuse the answer:
      """yaml
      value: <answer>
      """
    And question should wait for an approval

    Examples:
      | mode        | more                                  | answer         |
      | text        |                                       | 5              |
      | approval    |                                       | MAYBE          |
      | confirm     |                                       | 'yes'          |
      | choice      | options: [red, green]                 | blue           |
      | multiChoice | options: [red, green]                 | [red, blue]    |
      | object      | schema: { type: object, required: [n], properties: { n: { type: integer } } } | { n: x } |
      | form        | schema: { type: object, required: [n], properties: { n: { type: integer } } } | {} |

  Scenario: What is shown is worked out from the data
    Given the workflow:
      """yaml
      do:
        - pick:
            ask:
              mode: choice
              prompt: 'Which of ${ .candidates | length } is it, ${ .who }?'
              optionsFrom: .candidates
      """
    And given the workflow input is:
      """yaml
      { who: Ada, candidates: [red, green] }
      """
    When the workflow is executed
    Then pick should ask "Which of 2 is it, Ada?" with options red, green
    When pick is answered with:
      """yaml
      value: green
      """
    Then the workflow should complete

  Scenario: The time is up: fail
    Given the workflow:
      """yaml
      do:
        - question:
            ask: { prompt: 'Shall we?', mode: confirm, timeout: { after: { hours: 1 } }, onTimeout: fail }
      """
    When the workflow is executed
    And 59 minutes pass
    Then question should wait for an approval
    When 1 minute passes
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout
      status: 408
      instance: /do/0/question
      """
    And the assignment of question should be EXPIRED
    And the inbox should have 0 tasks

  Scenario: The time is up: continue without an answer
    Given the workflow:
      """yaml
      do:
        - question:
            ask: { prompt: 'Shall we?', mode: confirm, timeout: { after: { hours: 1 } }, onTimeout: continue }
            output: { as: .value }
      """
    When the workflow is executed
    And 1 hour passes
    Then the workflow should complete with output:
      """yaml
      null
      """
    And the assignment of question should be EXPIRED

  Scenario: The time is up: an answer that was given in advance
    Given the workflow:
      """yaml
      do:
        - question:
            ask:
              prompt: Shall we?
              mode: choice
              options: [now, later]
              timeout: { after: { hours: 1 } }
              onTimeout: { action: default, default: '${ .fallback }' }
            output: { as: .value }
      """
    And given the workflow input is:
      """yaml
      fallback: later
      """
    When the workflow is executed
    And 1 hour passes
    Then the workflow should complete with output:
      """yaml
      later
      """

  Scenario: The time is up: somebody else is asked, with as much time again
    Given the workflow:
      """yaml
      do:
        - question:
            ask:
              prompt: Shall we?
              mode: confirm
              timeout: { after: { hours: 1 } }
              onTimeout: { action: escalate, to: { assigneeId: maya } }
            output: { as: .value }
      """
    When the workflow is executed
    And 1 hour passes
    Then question should wait for an approval
    And the inbox should have 1 task
    And the assignments of question should be EXPIRED, ASSIGNED
    When 59 minutes pass
    And question is answered with:
      """yaml
      value: true
      """
    Then the workflow should complete with output:
      """yaml
      true
      """

  Scenario: The time of the second is up too
    Given the workflow:
      """yaml
      do:
        - question:
            ask:
              prompt: Shall we?
              mode: confirm
              timeout: { after: { hours: 1 } }
              onTimeout: { action: escalate, to: { assigneeId: maya } }
      """
    When the workflow is executed
    And 2 hours pass
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout
      status: 408
      """

  Scenario: An answer in time, after a restart
    Given the workflow:
      """yaml
      do:
        - question:
            ask: { prompt: 'Shall we?', mode: confirm, timeout: { after: { hours: 1 } } }
            output: { as: .value }
      """
    When the workflow is executed
    And the app is restarted
    And question is answered with:
      """yaml
      value: true
      """
    And 2 hours pass
    Then the workflow should complete with output:
      """yaml
      true
      """
