import { call } from '../../api/client.ts'
import { ChosenChannels } from '../../parts/chosen-channels.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { personalWords as words } from '../../words/personal.ts'
import { say } from '../../words/words.ts'

interface ChannelsDialogProps {
  readonly name: string
  readonly onClose: () => void
}

/** By which channels a person is told; the person alone chooses. */
export function ChannelsDialog({ name, onClose }: ChannelsDialogProps) {
  const choice = useResource(`channels of ${name}`, (signal) =>
    call('GET /v1/personal-channels/{name}', { path: { name }, signal }),
  )
  return (
    <Dialog title={say(words.titleOf, { name })} onClose={onClose}>
      <Loaded resource={choice}>{(value) => <ChosenChannels choice={value} />}</Loaded>
    </Dialog>
  )
}
