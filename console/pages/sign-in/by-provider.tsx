import { providerRefusalWords, providerWords } from '../../words/provider.ts'
import { say } from '../../words/words.ts'

/** Why the identity provider's answer did not open a session, as the server says it in the address. */
function refusal(): keyof typeof providerRefusalWords | undefined {
  const word = new URLSearchParams(location.search).get('sign-in') ?? ''
  return Object.keys(providerRefusalWords).find(
    (one): one is keyof typeof providerRefusalWords => one === word,
  )
}

/** To the identity provider of the city, and back to this page. */
export function ByProvider({ name }: { readonly name: string }) {
  const why = refusal()
  const back = new URLSearchParams({ back: location.pathname }).toString()
  return (
    <div class="by-provider">
      {why === undefined ? null : (
        <p class="trouble" role="alert">
          {say(providerRefusalWords[why])}
        </p>
      )}
      <a class="primary button" href={`/v1/session/provider?${back}`} target="_top">
        {say(providerWords.by, { name })}
      </a>
    </div>
  )
}
